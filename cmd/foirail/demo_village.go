package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"foirail/mesh/node"
)

// village is what comes after the first day: several machines, whose people need not trust one
// another's.
type village struct {
	*demoDay
	roads   node.DemoGround
	began   time.Time
	chain   *node.DemoChain   // nil for play money
	houses  []*house          // in the order in which they came, the four stewards first
	address map[string]string // of accounts, by the names that they have on some machine
}

// demoStewards is how many machines serve the market of the village.
const demoStewards = 4

// village plays the days after the first, on the same ledger.
func (d *demoDay) village(ctx context.Context) (err error) {
	n, ok := d.caller.(*node.Node)
	if !ok {
		return errors.New("the demo runs in a process of its own")
	}
	founder := &house{name: "Ana", place: "ana", node: n}
	v := &village{demoDay: d, roads: &node.DemoRoads{}, began: time.Now(), houses: []*house{founder}, address: map[string]string{}}
	defer func() { err = errors.Join(err, v.close()) }()
	founder.stand(ctx, v.roads)
	return v.play(ctx, v.arrive, v.members, v.lines, v.join, v.seat, v.trade, v.cut, v.fraud, v.healing, v.bears, v.debt, v.count)
}

// close takes every machine off the roads, and lets go of its directory.
func (v *village) close() (err error) {
	for _, h := range v.houses {
		err = errors.Join(err, h.away())
		if h.node != nil && h.node != v.caller { // which the command lets go of
			err = errors.Join(err, h.node.Close())
		}
	}
	return err
}

func (v *village) founder() *house { return v.houses[0] }

// stewards are the machines of those who serve, or are about to.
func (v *village) stewards() []*house { return v.houses[:demoStewards] }

// at is the machine of a place, or nil.
func (v *village) at(place string) *house {
	for _, h := range v.houses {
		if h.place == place {
			return h
		}
	}
	return nil
}

// configAt is where the node of a place lives: in a folder of the founder's.
func (v *village) configAt(place string) node.Config {
	config := v.config()
	config.Dir = filepath.Join(v.dir, place)
	if v.chain != nil {
		config.Chain, config.Dialling = v.chain.Settings(), node.DemoDialling
	}
	return config
}

// opens opens the directory of a machine and has it stand on the roads.
func (v *village) opens(ctx context.Context, h *house) (err error) {
	if h.node, err = node.Open(v.configAt(h.place)); err != nil {
		return err
	}
	if v.at(h.place) == nil {
		v.houses = append(v.houses, h)
	}
	h.stand(ctx, v.roads)
	return nil
}

// alike waits until all machines hold as much as the founder's and compute the same from it.
func (v *village) alike(ctx context.Context) error {
	same := func(h *house) (bool, error) {
		there, err := h.status(ctx)
		if err != nil {
			return false, err
		}
		here, err := v.founder().status(ctx)
		if err != nil || there.Entries != here.Entries {
			return false, err
		}
		_, alike, err := v.counted(ctx, v.founder(), h)
		return alike, err
	}
	return until(ctx, "the same state as Ana's", same, v.houses[1:]...)
}

// counted has machines count their books again. It returns what each says, and whether all say the
// same; a book that does not hold is an error.
func (v *village) counted(ctx context.Context, houses ...*house) (list []node.VerifyReply, alike bool, err error) {
	alike = true
	for _, h := range houses {
		reply, err := askAt[node.VerifyReply](ctx, h, "verify", node.VerifyRequest{})
		if err != nil {
			return nil, false, err
		}
		if !reply.OK {
			return nil, false, fmt.Errorf("%w: at %s, %s", errTale, h.name, strings.Join(reply.Found, "; "))
		}
		list = append(list, reply)
		alike = alike && reply.State == list[0].State
	}
	return list, alike, nil
}

// trade is what four stewards are for: what people pay is final when three have signed.
func (v *village) trade(ctx context.Context) error {
	for _, p := range []struct{ to, amount string }{{"Nina", "20"}, {"Rémi", demoFraud}} {
		if err := v.final(ctx, v.founder(), "Les Paniers", p.to, p.amount); err != nil {
			return err
		}
	}
	return v.alike(ctx)
}

// final pays from a machine, and tells how long it took until nobody could undo it.
func (v *village) final(ctx context.Context, h *house, from, to, amount string) error {
	began, before := time.Now(), v.roads.Carried()
	paid, err := h.pay(ctx, from, v.address[to], amount)
	if err != nil {
		return err
	}
	level, err := h.level(ctx, paid.Hash, "final", demoPatience)
	if err == nil && level != "final" {
		err = fmt.Errorf("%w: a payment that is final, not %s", errTale, level)
	}
	return v.done(err, "demo.final", "name", from, "to", to, "amount", v.typed(amount), "level", v.level(level),
		"seconds", v.since(began), "bytes", v.bytes(v.roads.Carried()-before))
}

// since is how long ago something began, in words.
func (v *village) since(began time.Time) string {
	hundredths := time.Since(began).Milliseconds() / 10
	return v.word("demo.seconds", "whole", fmt.Sprint(hundredths/100), "part", fmt.Sprintf("%02d", hundredths%100))
}

// bytes is an amount of bytes, in words.
func (v *village) bytes(count int64) string {
	return v.word("demo.bytes", "whole", fmt.Sprint(count/1000), "part", fmt.Sprint(count%1000/100))
}
