package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The README's table names every command, and none that is not there. A word that stands behind another of its group goes without
// the group's name.
func TestReadmeNamesEveryCommand(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	root := newTerminal(world{env: func(string) string { return "" }}, nil).root()
	root.InitDefaultHelpCmd()
	_, table, _ := strings.Cut(string(text), "| Commands | |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	named := map[*cobra.Command]bool{}
	for _, row := range strings.Split(table, "\n") {
		group := root
		for _, cell := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(strings.Split(row, "|")[1], -1) {
			name := cell[1]
			found := member(group, name)
			if found == nil {
				found = member(root, name)
			}
			if found == nil {
				t.Fatalf("the README names %q, which is no command", name)
			}
			named[found], group = true, found.Parent()
		}
	}
	for _, c := range leaves(root) {
		if !named[c] && !named[c.Parent()] {
			t.Errorf("the README does not name %s", c.CommandPath())
		}
	}
}

// member is the command that its words name within a group, or nil.
func member(group *cobra.Command, name string) *cobra.Command {
	at := group
	for _, word := range strings.Fields(name) {
		i := slices.IndexFunc(at.Commands(), func(c *cobra.Command) bool { return c.Name() == word })
		if i < 0 {
			return nil
		}
		at = at.Commands()[i]
	}
	return at
}

// leaves are the commands that have none below them.
func leaves(c *cobra.Command) (list []*cobra.Command) {
	for _, below := range c.Commands() {
		if list = append(list, leaves(below)...); !below.HasSubCommands() && !below.Hidden {
			list = append(list, below)
		}
	}
	return list
}
