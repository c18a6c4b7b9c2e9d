package main

import (
	"regexp"
	"strings"

	"foirail/ledger/words"
)

var (
	// hiddenText is a hidden code as it stands on paper, dashes left out: 28 letters and figures, in
	// one piece or in groups of four. One with a mistyped letter is the secret that it nearly is.
	hiddenText = regexp.MustCompile(`^(?:[0-9A-Za-z]{4}[ ._]?){7}$`)
	fourth     = regexp.MustCompile(`^[0-9A-Za-z]{4}$`)
	negative   = regexp.MustCompile(`^-[0-9]+([.,][0-9]*)?$`)
)

// hiddenGroups is how many groups of four a hidden code has.
const hiddenGroups = 7

// refuse looks at the arguments before anything else does: a hidden code is not for the command
// line, where others can read it, and a number below zero is not a flag. No command takes one.
func refuse(args []string) error {
	if holdsHidden(args) {
		return fail(words.HiddenCodeInArgument)
	}
	for _, arg := range args {
		if arg == "--" {
			break
		}
		if negative.MatchString(arg) {
			return fail(words.BadAmountNegative, "amount", arg)
		}
	}
	return nil
}

// holdsHidden tells whether an argument, the value of a flag, or seven arguments in a row look
// like a hidden code.
func holdsHidden(args []string) bool {
	groups := 0
	for _, arg := range args {
		_, value, _ := strings.Cut(arg, "=")
		if looksHidden(arg) || looksHidden(value) {
			return true
		}
		if groups++; !fourth.MatchString(arg) {
			groups = 0
		}
		if groups == hiddenGroups {
			return true
		}
	}
	return false
}

// dashes are what telephones and word processors put for a hyphen.
var dashes = strings.NewReplacer("-", "", "‐", "", "‑", "", "–", "", "—", "", "−", "", "\u00a0", " ", "\t", " ")

func looksHidden(text string) bool {
	return hiddenText.MatchString(strings.TrimSpace(dashes.Replace(text)))
}
