package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"foirail/mesh/node"
)

// maxPayments bounds a file of payments, in bytes.
const maxPayments = 16 << 20

// payment is one line of a file of payments.
type payment struct {
	line             int
	to, amount, memo string
}

// payMany pays every line of a file, one payment each. All lines are read before the first is
// paid; a line that the rules refuse stops the rest, and what was paid is told.
func (t *terminal) payMany(ctx context.Context, in node.PayRequest, to, path string, args []string) (err error) {
	if to != "" || len(args) > 0 {
		return t.usage("usage.both", "name", "--from-csv", "other", "--to")
	}
	if err := t.needLedger(); err != nil {
		return err
	}
	list, err := t.readPayments(path)
	if err != nil {
		return err
	}
	if in.Passphrase, err = t.passphrase(ctx); err != nil {
		return err
	}
	t.changes = true
	level, sum, id := "settled", int64(0), in.ID
	for i, p := range list {
		in.To, in.Memo, in.ID = []node.Payment{{To: p.to, Amount: p.amount}}, p.memo, lineID(id, p.line)
		reply, err := ask[node.EntryReply](ctx, t, "pay", in)
		if err == nil {
			t.settle(ctx, &reply.Entry)
		}
		if err == nil && t.json {
			err = t.object(reply)
		}
		if err != nil {
			t.note("note.some", "count", fmt.Sprint(i), "total", fmt.Sprint(len(list)))
			return err
		}
		sum += typedUnits(p.amount)
		level = lower(level, reply.Entry.Level)
	}
	t.say("note.many", "count", fmt.Sprint(len(list)), "amount", t.amount(sum))
	if t.dryRun {
		t.note("prompt.dry")
	}
	return t.reached(level)
}

// lower is the lower of two levels.
func lower(a, b string) string {
	for _, level := range levels {
		if level == a || level == b {
			return level
		}
	}
	return b
}

// readPayments reads to,amount[,memo] from every line; empty lines and lines that begin with #
// are left out, as is a first line of heads, which names an "amount".
func (t *terminal) readPayments(path string) (list []payment, err error) {
	content, err := readFile(path, maxPayments)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.Comment = -1, true, '#'
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, t.usage("usage.line", "number", fmt.Sprint(bad.Line))
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if len(list) == 0 && slices.Contains(fields, "amount") {
			continue // a head
		}
		if len(fields) < 2 || len(fields) > 3 {
			return nil, t.usage("usage.line", "number", fmt.Sprint(line))
		}
		p := payment{line: line, to: strings.TrimSpace(fields[0]), amount: strings.TrimSpace(fields[1])}
		if len(fields) == 3 {
			p.memo = fields[2]
		}
		list = append(list, p)
	}
}
