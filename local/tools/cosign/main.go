// cosign, by which images are signed and their signatures verified; without the KMS of clouds that the local environment has no use for.
package main

import (
	"log"

	"github.com/sigstore/cosign/v3/cmd/cosign/cli"
)

func main() {
	if err := cli.New().Execute(); err != nil {
		log.Fatal(err)
	}
}
