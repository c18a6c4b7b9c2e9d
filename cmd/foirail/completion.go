package main

import (
	"io"

	"github.com/spf13/cobra"
)

// completion writes what completes commands in a shell.
func (t *terminal) completion() *cobra.Command {
	c := t.group("completion")
	shells := []struct {
		name  string
		write func(*cobra.Command, io.Writer) error
	}{
		{"bash", func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }},
		{"zsh", (*cobra.Command).GenZshCompletion},
		{"fish", func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }},
		{"powershell", (*cobra.Command).GenPowerShellCompletionWithDesc},
	}
	for _, shell := range shells {
		c.AddCommand(&cobra.Command{Use: shell.name, Short: shell.name, Args: t.takes(nil),
			RunE: func(c *cobra.Command, _ []string) error { return shell.write(c.Root(), t.stdout) }})
	}
	return c
}
