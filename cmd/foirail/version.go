package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// version tells the program's version.
func (t *terminal) version() *cobra.Command {
	c := &cobra.Command{Use: "version", Short: t.word("help.version"), Args: t.takes(nil)}
	c.RunE = func(*cobra.Command, []string) error {
		type version struct {
			Version string `json:"version"`
		}
		return t.answer(version{node.Version()}, func() { fmt.Fprintln(t.stdout, "foirail "+node.Version()) })
	}
	return c
}
