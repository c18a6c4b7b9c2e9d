package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// A command that stands in a page, on a line of its own or between backquotes, is there, with every flag that it is shown with.
func TestPagesShowCommandsThatAre(t *testing.T) {
	root := newTerminal(world{env: func(string) string { return "" }}, nil).root()
	root.InitDefaultHelpCmd()
	count := 0
	for _, name := range append(topicNames(), "README") {
		text, err := pageText(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range shown(text) {
			if wrong := notThere(root, line); wrong != "" {
				t.Errorf("%s: foirail %s: there is no %s", name, line, wrong)
			}
			count++
		}
	}
	if count < 100 {
		t.Errorf("only %d commands were found in the pages", count)
	}
	for line, want := range map[string]string{"radio plan --sf 7": "", "radio plan --channel x": "--channel", "radio plans": "plans"} {
		if got := notThere(root, line); got != want {
			t.Errorf("of %q there is no %q, want %q", line, got, want)
		}
	}
}

// pageText is a topic's page, or the README.
func pageText(name string) (string, error) {
	if name != "README" {
		return topicText(name)
	}
	text, err := os.ReadFile("../../README.md")
	return string(text), err
}

// shown are the commands in a page, without the program's name and what is told beside them.
func shown(text string) (list []string) {
	for _, found := range regexp.MustCompile("(?m)^    foirail (.*)$|`foirail ([^`]*)`").FindAllStringSubmatch(text, -1) {
		line, _, _ := strings.Cut(found[1]+found[2], "  ")
		list = append(list, strings.Join(strings.Fields(line), " "))
	}
	return list
}

// notThere is the first word of a line that is neither a command, nor a flag of it, nor something given to it.
func notThere(root *cobra.Command, line string) string {
	at := root
	for _, word := range strings.Fields(line) {
		flag := strings.TrimLeft(word, "-")
		flag, _, _ = strings.Cut(flag, "=")
		below := member(at, word)
		switch {
		case below != nil:
			at = below
		case strings.HasPrefix(word, "--") && at.Flag(flag) == nil && at.InheritedFlags().Lookup(flag) == nil:
			return word
		case at.HasSubCommands() && !strings.HasPrefix(word, "-"):
			return word
		}
	}
	return ""
}
