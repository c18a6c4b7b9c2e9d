package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"foirail/mesh/node"
)

// man writes the manual pages to a folder, which is made where there is none.
func (t *terminal) man() *cobra.Command {
	c := &cobra.Command{Use: "man FOLDER", Short: t.word("help.man"), Args: t.takes([]string{"FOLDER"})}
	c.RunE = func(c *cobra.Command, args []string) error {
		if t.dryRun {
			t.note("prompt.dry")
			return nil
		}
		if err := os.MkdirAll(args[0], 0o755); err != nil {
			return about(args[0], err)
		}
		now := t.clock()
		root := c.Root()
		root.DisableAutoGenTag = true
		header := &doc.GenManHeader{Title: "FOIRAIL", Section: "1", Source: "Foirail " + node.Version(), Date: &now}
		if err := doc.GenManTree(root, header, args[0]); err != nil {
			return about(args[0], err)
		}
		type pages struct {
			Path string `json:"path"`
		}
		return t.answer(pages{args[0]}, func() { t.say("note.man", "path", args[0]) })
	}
	return c
}
