package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// answering is a node that has one answer.
type answering struct{ reply any }

func (a answering) Call(context.Context, string, json.RawMessage) (json.RawMessage, error) {
	return json.Marshal(a.reply)
}

func (answering) Close() error { return nil }

// Of several coupons in one picture each one that is refused is told.
func TestEveryRefusedCouponIsTold(t *testing.T) {
	var out, problems bytes.Buffer
	w := world{stdin: strings.NewReader(""), stdout: &out, stderr: &problems, env: func(string) string { return "" }}
	term := newTerminal(w, []string{"--json"})
	refused := func(code words.Code) node.RedeemReply { return node.RedeemReply{Problem: &node.Problem{Code: code}} }
	term.caller = answering{[]node.RedeemReply{{Serial: 1}, refused(words.NotActive), refused(words.Cancelled), refused(words.Expired)}}
	err := term.redeem(context.Background(), node.RedeemRequest{To: "ana"})
	var p *node.Problem
	if !errors.As(err, &p) || p.Code != words.NotActive {
		t.Errorf("got %v", err)
	}
	for _, code := range []words.Code{words.Cancelled, words.Expired} {
		if !strings.Contains(problems.String(), string(code)) {
			t.Errorf("nobody was told %s: %s", code, problems.String())
		}
	}
}
