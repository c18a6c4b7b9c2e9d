package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// root is the whole command line, in the person's language.
func (t *terminal) root() *cobra.Command {
	root := &cobra.Command{Use: "foirail", Short: t.word("help.foirail"), SilenceErrors: true, SilenceUsage: true,
		Args: t.chooses, RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: t.begin}
	t.everywhere(root)
	root.SetIn(t.input)
	root.SetOut(t.stdout)
	root.SetErr(t.stderr)
	root.SetUsageTemplate(t.usagePage())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return t.badFlag(err) })
	root.AddCommand(t.found(), t.account(), t.attest(), t.pay(), t.withdraw(), t.balance(), t.history(), t.coupon(),
		t.epoch(), t.policy(), t.steward(), t.backing(), t.chain(), t.vault(), t.settlement(), t.verify(), t.report(), t.prune(), t.status(), t.bundle(), t.backup(), t.restore(), t.serve(), t.peer(), t.radio(), t.fork(), t.doctor(),
		t.demo(), t.completion(), t.man(), t.version())
	root.SetHelpCommand(t.helpPages())
	return root
}

// everywhere gives every command its common flags.
func (t *terminal) everywhere(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&t.dir, "dir", t.dir, t.word("flag.dir"))
	f.Lookup("dir").DefValue = "$XDG_DATA_HOME/foirail" // a page for readers names nobody's home
	f.BoolVar(&t.json, "json", false, t.word("flag.json"))
	f.StringVar(&t.language, "lang", "", t.word("flag.lang"))
	f.StringVar(&t.passphraseFile, "passphrase-file", "", t.word("flag.passphrase-file"))
	f.BoolVar(&t.yes, "yes", false, t.word("flag.yes"))
	f.BoolVar(&t.dryRun, "dry-run", false, t.word("flag.dry-run"))
	f.StringVar(&t.wait, "wait", "", t.word("flag.wait"))
	f.DurationVar(&t.timeout, "timeout", 0, t.word("flag.timeout"))
	f.BoolVarP(&t.quiet, "quiet", "q", false, t.word("flag.quiet"))
	f.BoolVarP(&t.verbose, "verbose", "v", false, t.word("flag.verbose"))
	f.BoolP("help", "h", false, t.word("flag.help"))
}

// begin runs before every command, when its flags are known.
func (t *terminal) begin(c *cobra.Command, _ []string) error {
	if t.wait != "" && !slices.Contains(levels, t.wait) {
		return t.usage("usage.mean", "name", t.wait, "other", strings.Join(levels, ", "))
	}
	c.SetContext(t.startClock(c.Context()))
	return nil
}

// action is what a command does, with its arguments.
type action func(ctx context.Context, args []string) error

// command makes a command. Its full name finds its words; arguments is how they are written,
// with brackets around those that may be left out; needs are flags that must be given.
func (t *terminal) command(name, arguments string, do action, needs ...string) *cobra.Command {
	all := strings.Fields(name)
	return &cobra.Command{
		Use:   strings.Join(slices.Concat(all[len(all)-1:], strings.Fields(arguments), flagsOf(needs)), " "),
		Short: t.word("help." + strings.Join(all, ".")),
		Args:  t.takes(strings.Fields(arguments)),
		RunE: func(c *cobra.Command, args []string) error {
			for _, flag := range needs {
				if !c.Flags().Changed(flag) {
					return t.usage("usage.needs", "name", "--"+flag)
				}
			}
			return do(c.Context(), args)
		},
	}
}

// flagsOf writes flags that a command needs as people write them.
func flagsOf(names []string) (flags []string) {
	for _, name := range names {
		flags = append(flags, "--"+name+" …")
	}
	return flags
}

// takes holds the number of arguments to how they are written.
func (t *terminal) takes(arguments []string) cobra.PositionalArgs {
	least := 0
	for _, a := range arguments {
		if !strings.HasPrefix(a, "[") {
			least++
		}
	}
	return func(c *cobra.Command, args []string) error {
		if len(args) < least {
			return t.usage("usage.needs", "name", arguments[len(args)])
		}
		if len(args) > len(arguments) {
			return t.tooMany(c, args)
		}
		return nil
	}
}

// tooMany does not repeat the arguments: they may be what should never have been there.
func (t *terminal) tooMany(c *cobra.Command, args []string) error {
	if c.HasSubCommands() && len(args) > 0 {
		return t.chooses(c, args)
	}
	return t.usage("usage.extra")
}

// group makes a command that only holds others.
func (t *terminal) group(name string, members ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: name, Short: t.word("help." + name), Args: t.chooses}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return t.usage("usage.choose", "other", strings.Join(memberNames(c), ", "))
	}
	c.AddCommand(members...)
	return c
}

// chooses refuses a word that names none of a command's members.
func (t *terminal) chooses(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		return t.usage("usage.mean", "name", args[0], "other", strings.Join(near, ", "))
	}
	return t.usage("usage.unknown", "name", c.CommandPath()+" "+args[0])
}

func memberNames(c *cobra.Command) (names []string) {
	for _, member := range c.Commands() {
		if member.IsAvailableCommand() {
			names = append(names, member.Name())
		}
	}
	return names
}
