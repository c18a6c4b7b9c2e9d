package main

import (
	"testing"

	"foirail/mesh/node"
)

// Who may open a port is told in whole words, also where nobody knows whose group it is.
func TestWhoMayOpenAPort(t *testing.T) {
	term := newTerminal(world{env: func(string) string { return "" }}, nil)
	for want, port := range map[string]node.RadioPort{
		"you":                        {Allowed: true, Group: "dialout"},
		"the group dialout, not you": {Group: "dialout"},
		"not you":                    {},
	} {
		if got := term.whoMay(port); got != want {
			t.Errorf("%+v: %q, want %q", port, got, want)
		}
	}
}
