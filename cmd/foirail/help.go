package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// usagePage is the page that --help shows below a command's first line. What stands in braces is
// for cobra.
func (t *terminal) usagePage() string {
	return t.word("page.usage") + `:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} …

` + t.word("page.commands") + `:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + t.word("page.flags") + `:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + t.word("page.global") + `:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

` + t.word("page.more", "command", "foirail help …") + `{{end}}
`
}

// helpPages is the command that shows a page for readers, or the help of a command.
func (t *terminal) helpPages() *cobra.Command {
	c := &cobra.Command{Use: "help [TOPIC]", Short: t.word("help.help"), ValidArgs: topicNames()}
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			err := c.Root().Help()
			fmt.Fprintln(t.stdout, t.word("note.topics", "other", strings.Join(firstTopics(), ", ")))
			return err
		}
		if len(args) == 1 {
			if text, err := topicText(args[0]); err == nil {
				_, err = fmt.Fprint(t.stdout, text)
				return err
			}
		}
		command, rest, err := c.Root().Find(args)
		if err != nil || command == nil || command == c.Root() || len(rest) > 0 {
			known := append(memberNames(c.Root()), firstTopics()...)
			return t.usage("usage.mean", "name", args[0], "other", strings.Join(known, ", "))
		}
		return command.Help()
	}
	return c
}
