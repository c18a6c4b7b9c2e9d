package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/adrg/xdg"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// levels are how far an entry may have come, from the least.
var levels = []string{"promised", "backed", "final", "settled"}

// dataHome is where a community lives when nobody says where: $XDG_DATA_HOME/foirail.
func dataHome(env func(string) string) string {
	if home := env("XDG_DATA_HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, "foirail")
	}
	return filepath.Join(xdg.DataHome, "foirail")
}

// config is where and with what the node lives.
func (t *terminal) config() node.Config {
	return node.Config{Dir: t.dir, Now: t.now, WorkFactor: t.workFactor}
}

// ask carries a request to the node and its reply back. The first question finds the road, which
// is kept to the end of the command.
func ask[Reply any](ctx context.Context, t *terminal, verb string, request any) (reply Reply, err error) {
	if t.caller == nil {
		if t.caller, err = node.Connect(t.config()); err != nil {
			t.caller = nil
			return reply, err
		}
		t.warnOfDisk()
	}
	in, err := json.Marshal(request)
	if err != nil {
		return reply, err
	}
	caller := t.caller
	out, err := await(ctx, func() (json.RawMessage, error) { return caller.Call(ctx, verb, in) })
	if ctx.Err() != nil {
		t.caller = nil // it may still be at work, and ends with the process
	}
	if err != nil {
		return reply, err
	}
	return reply, json.Unmarshal(out, &reply)
}

// await waits for work, or for the end of the command's time, whichever comes first. Work that is
// left behind ends with the process: whatever it writes, it writes whole or not at all.
func await[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, fail(words.Interrupted)
	}
}

// needLedger says early, before any secret is asked for, that there is no ledger here.
func (t *terminal) needLedger() error {
	if _, err := os.Stat(filepath.Join(t.dir, node.LedgerFile)); errors.Is(err, os.ErrNotExist) {
		return fail(words.NoCommunity, "path", t.dir)
	}
	return nil
}

// reached says whether an entry has come as far as --wait asks for.
func (t *terminal) reached(level string) error {
	if t.wait == "" || t.dryRun || slices.Index(levels, level) >= slices.Index(levels, t.wait) {
		return nil
	}
	return fail(words.LevelNotReached, "level", t.wait)
}

// defaultWait is how long a command waits for a level when it is given no time.
const defaultWait = 30 * time.Second

// answerTime is what is kept of a command's time for the node's answer to come back.
const answerTime = 200 * time.Millisecond

// settle waits until an entry that a command has made has come as far as --wait asks for, or the
// command's time is over: what was signed is told in either case, with the level that it has.
func (t *terminal) settle(ctx context.Context, e *node.EntryRef) {
	if t.dryRun || t.reached(e.Level) == nil {
		return
	}
	in := node.WaitRequest{Hash: e.Hash, Level: t.wait, Within: defaultWait}
	if end, ok := ctx.Deadline(); ok {
		in.Within = time.Until(end) - answerTime
	}
	if reply, err := ask[node.WaitReply](ctx, t, "wait", in); err == nil {
		e.Level = reply.Level
	}
}

// startClock gives the command no more time than --timeout.
func (t *terminal) startClock(ctx context.Context) context.Context {
	if t.timeout > 0 {
		ctx, t.end = context.WithTimeout(ctx, t.timeout)
	}
	return ctx
}
