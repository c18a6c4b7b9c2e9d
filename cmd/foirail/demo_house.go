package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// How long the demo waits for what must come, how long it shows that something does not, and how
// often it looks at what no entry tells.
const (
	demoPatience = 60 * time.Second
	demoInVain   = 200 * time.Millisecond
	demoLook     = 20 * time.Millisecond
)

// house is one machine of the demo's village: a node in a directory of its own, on the roads.
type house struct {
	name  string // of the machine's person
	place string // on the roads, and of the directory
	node  *node.Node
	leave context.CancelFunc
	left  chan error
}

// stand has a node meet others on the roads until it leaves.
func (h *house) stand(ctx context.Context, roads node.DemoGround) {
	ctx, h.leave = context.WithCancel(ctx)
	h.left = make(chan error, 1)
	go func() { h.left <- h.node.DemoRun(ctx, roads, h.place) }()
}

// away takes a node off the roads, and tells why it was gone already, if it was.
func (h *house) away() error {
	if h.leave == nil {
		return nil
	}
	h.leave()
	h.leave = nil
	return <-h.left
}

// askAt is ask at one machine of the village.
func askAt[Reply any](ctx context.Context, h *house, verb string, request any) (reply Reply, err error) {
	in, err := json.Marshal(request)
	if err != nil {
		return reply, err
	}
	out, err := await(ctx, func() (json.RawMessage, error) { return h.node.Call(ctx, verb, in) })
	if err != nil {
		return reply, err
	}
	return reply, json.Unmarshal(out, &reply)
}

// until waits until something is so at each of some machines, what having to be so there. News in
// the book of a machine may bring it about.
func until(ctx context.Context, what string, so func(*house) (bool, error), houses ...*house) error {
	patience, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	look := time.NewTicker(demoLook)
	defer look.Stop()
	for _, h := range houses {
		for {
			changed := h.node.DemoChanged()
			if yes, err := so(h); err != nil {
				return err
			} else if yes {
				break
			}
			select {
			case <-changed:
			case <-look.C:
			case <-patience.Done():
				if ctx.Err() != nil {
					return fail(words.Interrupted)
				}
				return fmt.Errorf("the demo waited at %s in vain for %s", h.name, what)
			}
		}
	}
	return nil
}

// status is how a machine is.
func (h *house) status(ctx context.Context) (node.StatusReply, error) {
	return askAt[node.StatusReply](ctx, h, "status", node.StatusRequest{})
}

// forks is who has signed twice, as far as a machine knows.
func (h *house) forks(ctx context.Context) ([]node.ForkReply, error) {
	return askAt[[]node.ForkReply](ctx, h, "fork list", node.ForkListRequest{})
}

// account opens an account on a machine, and gives its address.
func (h *house) account(ctx context.Context, name string) (string, error) {
	reply, err := askAt[node.AccountReply](ctx, h, "account new", node.AccountNewRequest{Name: name, Passphrase: node.Hidden(demoPassphrase)})
	return reply.Account.String(), err
}

// pay pays from an account of a machine.
func (h *house) pay(ctx context.Context, from, to, amount string) (node.EntryRef, error) {
	reply, err := askAt[node.EntryReply](ctx, h, "pay", node.PayRequest{From: from,
		To: []node.Payment{{To: to, Amount: amount}}, Passphrase: node.Hidden(demoPassphrase)})
	return reply.Entry, err
}

// level waits until an entry has come as far as a level, or not within a time, and tells how far.
func (h *house) level(ctx context.Context, hash, want string, within time.Duration) (string, error) {
	reply, err := askAt[node.WaitReply](ctx, h, "wait", node.WaitRequest{Hash: hash, Level: want, Within: within})
	return reply.Level, err
}

// copyHouse copies the files of a directory that nobody has open, as a person does who carries his
// machine's whole disk to another: for its owner's eyes only, like the first.
func copyHouse(from, to string) error {
	files, err := os.ReadDir(from)
	if err == nil {
		err = os.Mkdir(to, 0o700)
	}
	for _, f := range files {
		if err != nil || !f.Type().IsRegular() {
			continue
		}
		var content []byte
		if content, err = os.ReadFile(filepath.Join(from, f.Name())); err == nil {
			err = node.ReplaceFile(filepath.Join(to, f.Name()), content)
		}
	}
	return about(to, err)
}

// errTale is returned when the demo has found something else than it was about to tell.
var errTale = errors.New("the demo expected something else")
