package main

import "testing"

// A command that is shown to be typed works as it is shown, whatever the name.
func TestQuotedNames(t *testing.T) {
	for name, want := range map[string]string{"bob": "bob", "Léa": "Léa", "Les Paniers": "'Les Paniers'", "l'asso": `'l'\''asso'`} {
		if got := quoted(name); got != want {
			t.Errorf("%s is typed %s, want %s", name, got, want)
		}
	}
}
