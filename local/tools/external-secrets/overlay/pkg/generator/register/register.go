// Package register stands in for upstream's, which links every generator, and cloud SDKs with them. We use none.
package register
