package coupons

import "unicode"

// Kind is what a text looks like, judged by its length alone.
type Kind uint8

// The kinds of code.
const (
	KindUnknown Kind = iota
	KindPublic       // PublicText characters, or more than 100: a later version
	KindHidden       // SecretText characters: whoever holds it holds the money
	KindLookup       // LookupText characters
)

// String is the kind in one lower-case word.
func (k Kind) String() string {
	switch k {
	case KindPublic:
		return "public"
	case KindHidden:
		return "hidden"
	case KindLookup:
		return "lookup"
	}
	return "unknown"
}

// KindOf tells the kinds of code apart by their number of letters and figures, spaces and dashes
// not counted. A code with a wrong character keeps its kind, so that a mistyped hidden code is
// still treated as the secret that it nearly is. Any other character, or any other number of
// them, is KindUnknown. Nothing is said about the code being good.
func KindOf(text string) Kind {
	if len(text) > maxText {
		return KindUnknown
	}
	n := 0
	for _, c := range text {
		switch {
		case separates(c):
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			n++
		default:
			return KindUnknown
		}
	}
	switch {
	case n == SecretText:
		return KindHidden
	case n == LookupText:
		return KindLookup
	case n >= leastPublic:
		return KindPublic
	}
	return KindUnknown
}
