package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every kind of flag that takes no text says what it does take.
func TestEveryKindOfFlagIsNamed(t *testing.T) {
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			kind := f.Value.Type()
			if kind != "string" && kind != "stringArray" && flagKinds[kind] == "" {
				t.Errorf("%s --%s is of a kind that is not named: %s", c.CommandPath(), f.Name, kind)
			}
		})
		for _, member := range c.Commands() {
			look(member)
		}
	}
	look(newTerminal(world{env: func(string) string { return "" }}, nil).root())
}
