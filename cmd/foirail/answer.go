package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// object writes one reply as one object on one line, with the version of our JSON in front.
func (t *terminal) object(reply any) error {
	raw, err := json.Marshal(reply)
	if err != nil {
		return err
	}
	head := []byte(`{"v":1`)
	if t.changes && t.dryRun {
		head = append(head, `,"dry_run":true`...)
	}
	if rest := bytes.TrimPrefix(raw, []byte("{")); !bytes.Equal(rest, []byte("}")) {
		raw = append([]byte(","), rest...)
	} else {
		raw = rest
	}
	_, err = fmt.Fprintf(t.stdout, "%s%s\n", head, raw)
	return err
}

// answer tells a reply: as an object, or as people read it.
func (t *terminal) answer(reply any, human func()) error {
	if t.json {
		return t.object(reply)
	}
	human()
	return nil
}

// tells asks the node something, and tells what it says.
func tells[Reply any](ctx context.Context, t *terminal, verb string, request any, human func(Reply)) error {
	reply, err := ask[Reply](ctx, t, verb, request)
	if err != nil {
		return err
	}
	return t.answer(reply, func() { human(reply) })
}

// lists does the same where the answer is a list.
func lists[T any](ctx context.Context, t *terminal, verb string, request any, human func([]T)) error {
	list, err := ask[[]T](ctx, t, verb, request)
	if err != nil {
		return err
	}
	return answers(t, list, func() { human(list) })
}

// answers tells a list: one object a line, or as people read it.
func answers[T any](t *terminal, list []T, human func()) error {
	if !t.json {
		human()
		return nil
	}
	for _, reply := range list {
		if err := t.object(reply); err != nil {
			return err
		}
	}
	return nil
}

// made tells what a command has made, or in a dry run would have made, and whether its entry has
// come as far as was asked for.
func (t *terminal) made(reply any, level string, human func()) error {
	t.changes = true
	if t.dryRun {
		t.note("note.dry")
	}
	if err := t.answer(reply, human); err != nil {
		return err
	}
	if t.dryRun {
		t.note("prompt.dry")
	} else {
		t.caution(level)
	}
	return t.reached(level)
}

// amber is the colour of what is not final.
const amber = "33"

// caution says in amber what a level below final means to a person.
func (t *terminal) caution(level string) {
	if !t.quiet && !t.json && (level == "promised" || level == "backed") {
		fmt.Fprintln(t.stderr, t.colour(amber, t.word("level."+level+".long")))
	}
}
