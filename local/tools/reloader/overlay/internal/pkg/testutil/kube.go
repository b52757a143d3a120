// Package testutil stands in for upstream's fixtures: one function of them is linked into the program itself.
package testutil

// GetSHAfromEmptyData marks a Secret that was deleted; deletions are not watched here.
func GetSHAfromEmptyData() string { return "" }
