package main

import (
	"strings"
	"testing"

	"foirail/ledger/words"
)

// What a vault has to do first is said in the person's language.
func TestProblemNamesTheVaultsAct(t *testing.T) {
	for lang, want := range map[words.Lang]string{words.FR: "transmettre aux gardiens suivants", words.EN: "hand over to the next stewards",
		words.ES: "traspasar a los guardianes siguientes"} {
		term := newTerminal(world{env: func(string) string { return "" }}, []string{"--lang", string(lang)})
		if got := term.sentence(fail(words.VaultAct, "act", "hand-over")).What; !strings.Contains(got, want) {
			t.Errorf("in %s: %s", lang, got)
		}
	}
}
