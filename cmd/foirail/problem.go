package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// fail makes a problem of our own; args are names and values in turn.
func fail(code words.Code, args ...string) *node.Problem {
	return &node.Problem{Code: code, Args: words.Named(args...)}
}

// usage makes the problem of a command that is not written like that.
func (t *terminal) usage(key string, args ...string) *node.Problem {
	return fail(words.Usage, "reason", t.word(key, args...))
}

// about makes a problem of an error that the machine gave about a file.
func about(path string, err error) error {
	code := words.DiskFailed
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		code = words.FileExists
	case errors.Is(err, fs.ErrNotExist):
		code = words.FileMissing
	case errors.Is(err, fs.ErrPermission):
		code = words.Permission
	case errors.Is(err, syscall.ENOSPC):
		code = words.DiskFull
	}
	p := fail(code, "path", path)
	p.Why = err.Error()
	return p
}

// told is a problem that the person has seen already, but for its exit class.
type told struct{ exit int }

func (told) Error() string { return "told already" }

// tell tells the person what went wrong, if anything did, and gives the exit class.
func (t *terminal) tell(err error) int {
	var before told
	if err == nil {
		return words.ExitDone
	}
	if errors.As(err, &before) {
		return before.exit
	}
	p := t.problem(err)
	s := t.sentence(p)
	if t.json {
		t.jsonProblem("error", p.Code, s)
		return s.Exit
	}
	fmt.Fprintln(t.stderr, "foirail: "+t.colour("31", s.What))
	fmt.Fprintln(t.stderr, s.Safe)
	fmt.Fprintln(t.stderr, s.Now)
	if t.verbose && p.Why != "" {
		fmt.Fprintf(t.stderr, "(%s: %s)\n", p.Code, p.Why)
	}
	return s.Exit
}

// warn tells of something that needs care, without failing.
func (t *terminal) warn(code words.Code, args ...string) { t.warnOf(fail(code, args...)) }

// warnOf tells a problem that did not keep the command from its work.
func (t *terminal) warnOf(p *node.Problem) {
	s := t.sentence(p)
	if t.json {
		t.jsonProblem("warning", p.Code, s)
		return
	}
	head := t.colour("33", t.word("prompt.warning")+": "+s.What)
	fmt.Fprintln(t.stderr, head, s.Safe, s.Now)
}

// jsonProblem writes a problem as one object on one line.
func (t *terminal) jsonProblem(kind string, code words.Code, s words.Sentence) {
	type told struct {
		Code      words.Code `json:"code"`
		Message   string     `json:"message"`
		MoneySafe bool       `json:"money_safe"`
		Hint      string     `json:"hint"`
	}
	line, err := json.Marshal(map[string]told{kind: {code, s.What, s.MoneySafe, s.Now}})
	if err == nil {
		fmt.Fprintln(t.stderr, string(line))
	}
}

// problem finds the problem in an error; any other error is a fault of ours.
func (t *terminal) problem(err error) *node.Problem {
	var p *node.Problem
	var file *fs.PathError
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return fail(words.Interrupted)
	case errors.As(err, &file) && errors.As(about(file.Path, err), &p):
		return p
	}
	return &node.Problem{Code: words.Internal, Why: err.Error()}
}

func flagName(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// sentence fills the sentence of a problem with its figures, written for people.
func (t *terminal) sentence(p *node.Problem) words.Sentence {
	args := maps.Clone(p.Args)
	if args == nil {
		args = map[string]string{}
	}
	for _, name := range []string{"have", "need", "min"} {
		if units, err := strconv.ParseInt(args[name], 10, 64); err == nil {
			args[name] = t.amount(units)
		}
	}
	if when, ok := args["when"]; ok {
		args["when"] = t.when(when)
	}
	if level, ok := args["level"]; ok {
		args["level"] = t.level(level)
	}
	if act, ok := args["act"]; ok {
		args["act"] = t.word("settle.act." + act)
	}
	t.complete(p, args)
	for name, value := range args {
		args[name] = strings.Map(plain, value)
	}
	return words.Lookup(p.Code, t.lang).Fill(args)
}

// ofFile are the codes whose sentence speaks of the file that the command was given.
var ofFile = []words.Code{words.KeyFileKind, words.UnreadablePicture}

// complete adds what the node did not say and the command knows.
func (t *terminal) complete(p *node.Problem, args map[string]string) {
	if file := t.known["file"]; file != "" && slices.Contains(ofFile, p.Code) {
		args["path"] = file
	}
	for _, name := range []string{"account", "name", "amount"} {
		if value := t.known[name]; !has(args, name) && value != "" {
			args[name] = value
		}
	}
	if args["path"] == "" {
		args["path"] = t.dir
	}
	for _, reason := range []string{args["name"], args["range"], p.Why} {
		if args["reason"] == "" {
			args["reason"] = reason
		}
	}
}

// has says whether the node said something of that name, be it that it is empty.
func has(args map[string]string, name string) bool {
	_, said := args[name]
	return said
}

// plain drops the characters that would move a terminal's cursor or change its colours.
func plain(r rune) rune {
	if r < ' ' || r >= 0x7f && r < 0xa0 {
		return -1
	}
	return r
}
