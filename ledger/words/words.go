// Package words holds what Foirail says to people, in French, English and Spanish.
//
// There are three kinds of text, each in tables of rows that cannot be written with a language left out:
//
//   - problems: a stable machine word ([Code]) with a [Sentence] that answers three questions: what happened, is the money safe, what now;
//   - sayings: everything else that is shown or printed (sheets, states, levels, the demo), by key, through [Say];
//   - amounts: money in figures ([Amount], [Face]) and in words ([InWords]).
//
// Texts take named arguments such as {amount}; [Fill] puts the values in. The room is ground: it knows no money type, no coupon and no ledger, only
// integers of 0.01 Ğ1 and strings. To add a text, add a row to the table of its topic; to add a topic, add a file with a table and name it in
// sayings or problems. The tests then see to it that the three languages ask for the same arguments.
package words

import "strings"

// Lang is a language that Foirail speaks.
type Lang string

// The languages, by their ISO 639-1 names.
const (
	FR Lang = "fr"
	EN Lang = "en"
	ES Lang = "es"
)

// Langs are all the languages, in the order of every row of text.
func Langs() []Lang { return []Lang{FR, EN, ES} }

// ParseLang takes the first language it knows among a flag, the variable FOIRAIL_LANG and the locale, and English if it knows none of them.
// A locale may carry a country and an encoding: "fr_FR.UTF-8" is French.
func ParseLang(flag, env, locale string) Lang {
	for _, s := range []string{flag, env, locale} {
		if l, ok := Known(s); ok {
			return l
		}
	}
	return EN
}

// Known reads one language name, whole or as a locale, and tells whether Foirail speaks it.
func Known(name string) (Lang, bool) {
	head := strings.ToLower(name)
	if i := strings.IndexAny(head, "_-.@"); i >= 0 {
		head = head[:i]
	}
	for _, l := range Langs() {
		if Lang(head) == l {
			return l, true
		}
	}
	return "", false
}

// text is one thing said in every language. Rows are written without field names, so that the compiler refuses one with a language missing.
type text struct{ fr, en, es string }

// in gives the text in one language, English for any that is not known.
func (t text) in(l Lang) string {
	switch l {
	case FR:
		return t.fr
	case ES:
		return t.es
	}
	return t.en
}

// Fill puts named arguments into a text: {amount} becomes args["amount"]. A name without a value becomes an ellipsis, so that a person never meets
// a brace. Values are put in as they are and not looked into again.
func Fill(text string, args map[string]string) string {
	var b strings.Builder
	for {
		head, name, rest, ok := cutName(text)
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		value, known := args[name]
		if !known {
			value = "…"
		}
		b.WriteString(value)
		text = rest
	}
}

// Named are arguments by their names; args are names and values in turn.
func Named(args ...string) map[string]string {
	var named map[string]string
	for i := 0; i+1 < len(args); i += 2 {
		if named == nil {
			named = map[string]string{}
		}
		named[args[i]] = args[i+1]
	}
	return named
}

// cutName splits a text around its first {name}; ok is false, and head the whole text, when there is none.
func cutName(text string) (head, name, rest string, ok bool) {
	head, tail, found := strings.Cut(text, "{")
	name, rest, closed := strings.Cut(tail, "}")
	if !found || !closed {
		return text, "", "", false
	}
	return head, name, rest, true
}
