package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// terminal is one run of the program: the world, what the flags of every command said, and the
// person's language.
type terminal struct {
	world
	flags
	lang   words.Lang
	input  *bufio.Reader // over stdin, so that two answers may stand on two lines
	caller node.Caller   // nil until the first question to the node
	taken  bool          // the passphrase has taken standard input, which is no terminal
	end    context.CancelFunc
	// known is what a problem's sentence may want to know and the node did not say: the account
	// and the file that the command is about.
	known map[string]string
	// changes tells that the command would change something, were it no dry run.
	changes bool
}

// flags are those of every command.
type flags struct {
	dir, language, passphraseFile, wait string
	json, yes, dryRun, quiet, verbose   bool
	timeout                             time.Duration
}

// newTerminal finds out how to speak before the arguments are parsed, since parsing them may be
// what goes wrong.
func newTerminal(w world, args []string) *terminal {
	t := &terminal{world: w, input: bufio.NewReader(w.stdin), end: func() {}, known: map[string]string{}}
	language := ""
	for i, arg := range args {
		switch name, value, has := strings.Cut(arg, "="); {
		case name == "--json":
			t.json = !has || value == "true"
		case name == "--lang" && has:
			language = value
		case name == "--lang" && i+1 < len(args):
			language = args[i+1]
		}
	}
	t.lang = words.ParseLang(language, w.env("FOIRAIL_LANG"), locale(w.env))
	t.dir = dataHome(w.env)
	return t
}

// locale is the language of the machine's messages, by the order that POSIX gives.
func locale(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := env(name); value != "" {
			return value
		}
	}
	return ""
}

// word is a text in the person's language; args are names and values in turn.
func (t *terminal) word(key string, args ...string) string {
	return words.Say(t.lang, key, args...)
}

// words are the heads of a table's columns, by their keys.
func (t *terminal) words(keys ...string) (heads []string) {
	for _, key := range keys {
		heads = append(heads, t.word(key))
	}
	return heads
}

// say tells a result, in a sentence.
func (t *terminal) say(key string, args ...string) {
	if !t.quiet && !t.json {
		fmt.Fprintln(t.stdout, t.word(key, args...))
	}
}

// note tells what is good to know beside the result.
func (t *terminal) note(key string, args ...string) {
	if !t.quiet && !t.json {
		fmt.Fprintln(t.stderr, t.word(key, args...))
	}
}

// isTerminal tells whether a person sits at the end of a stream.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colour marks a text on standard error, where that can be seen and is wanted.
func (t *terminal) colour(code, text string) string {
	if !isTerminal(t.stderr) || t.env("NO_COLOR") != "" || t.env("TERM") == "dumb" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// amount writes units of 0.01 Ğ1 for people.
func (t *terminal) amount(units int64) string { return words.Amount(t.lang, units) }

// level is the word for a level; what has none yet is a promise at the most.
func (t *terminal) level(name string) string {
	if !words.Has("level." + name) {
		name = levels[0]
	}
	return t.word("level." + name)
}

// when writes a moment of RFC 3339 as local time, or a day as a day. What is neither stays.
func (t *terminal) when(text string) string {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return words.Date(t.lang, day.Year(), int(day.Month()), day.Day())
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	moment = moment.Local()
	date := words.Date(t.lang, moment.Year(), int(moment.Month()), moment.Day())
	return t.word("when.at", "date", date, "time", moment.Format("15:04"))
}

// hangUp lets go of the node and of the clock that --timeout set.
func (t *terminal) hangUp() error {
	t.end()
	if t.caller == nil {
		return nil
	}
	caller := t.caller
	t.caller = nil
	return caller.Close()
}

// table writes rows in columns, the last of which may be of any width.
func table(w io.Writer, rows [][]string) {
	widths := map[int]int{}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", widths[i]-len([]rune(cell))+2)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// table writes rows to standard output, unless nothing is to be said.
func (t *terminal) table(rows ...[]string) {
	if !t.quiet && !t.json {
		table(t.stdout, rows)
	}
}
