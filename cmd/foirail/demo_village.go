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

// The lines of the demo's market, in Ğ1. With four stewards each may back a quarter of them.
const (
	demoLine = "30"
	demoFund = "120"
)

// village is the second day: several machines, which find out that they need not trust one another.
type village struct {
	*demoDay
	roads   *node.DemoRoads
	began   time.Time
	houses  []*house // in the order in which they came
	address map[string]string
}

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
	return v.play(ctx, v.arrive, v.council, v.trade, v.cut, v.fraud, v.healing, v.debt, v.count)
}

// close takes every machine off the roads, and lets go of all directories but the founder's.
func (v *village) close() (err error) {
	for i, h := range v.houses {
		err = errors.Join(err, h.away())
		if i > 0 && h.node != nil {
			err = errors.Join(err, h.node.Close())
		}
	}
	return err
}

// configAt is the directory of a place; the founder's has the others' in it.
func (v *village) configAt(place string) node.Config {
	config := v.config()
	config.Dir = filepath.Join(v.dir, place)
	return config
}

// at is the machine of a place.
func (v *village) at(place string) *house {
	for _, h := range v.houses {
		if h.place == place {
			return h
		}
	}
	return nil
}

// stewards are the machines of those who serve, or are about to.
func (v *village) stewards() []*house { return v.houses[:4] }

// arrive lets four more machines follow the community by the founder's code.
func (v *village) arrive(ctx context.Context) error {
	v.act("demo.act.village")
	began, founder := time.Now(), v.houses[0]
	running := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Running, err
	}
	if err := until(ctx, "its start", running, founder); err != nil {
		return err
	}
	code, err := askAt[node.PeerShowReply](ctx, founder, "peer show", node.PeerShowRequest{})
	if err != nil {
		return err
	}
	var names []string
	for _, h := range []*house{{name: "Béa", place: "bea"}, {name: "Carl", place: "carl"}, {name: "Dora", place: "dora"}, {name: "Rémi", place: "remi"}} {
		if _, err := node.Join(ctx, v.configAt(h.place), node.PeerAddRequest{Peer: code.Code}); err != nil {
			return err
		}
		if err := v.opens(ctx, h); err != nil {
			return err
		}
		names = append(names, h.name)
	}
	if err := v.alike(ctx); err != nil {
		return err
	}
	s, err := founder.status(ctx)
	return v.done(err, "demo.arrive", "names", strings.Join(names, ", "), "count", fmt.Sprint(s.Entries),
		"bytes", v.bytes(v.roads.Carried()), "seconds", v.since(began))
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

// alike waits until all machines hold as much as each other and compute the same from it.
func (v *village) alike(ctx context.Context) error {
	same := func(h *house) (bool, error) {
		there, err := h.status(ctx)
		if err != nil {
			return false, err
		}
		here, err := v.houses[0].status(ctx)
		if err != nil || there.Entries != here.Entries {
			return false, err
		}
		_, alike, err := v.verified(ctx)
		return alike, err
	}
	return until(ctx, "the same state as Ana's", same, v.houses[1:]...)
}

// verified has every machine count its book again. It returns what the founder's says, and whether
// all say the same; a book that does not hold is an error.
func (v *village) verified(ctx context.Context) (first node.VerifyReply, alike bool, err error) {
	alike = true
	for i, h := range v.houses {
		reply, err := askAt[node.VerifyReply](ctx, h, "verify", node.VerifyRequest{})
		if err != nil {
			return first, false, err
		}
		if !reply.OK {
			return first, false, fmt.Errorf("%w: at %s, %s", errTale, h.name, strings.Join(reply.Found, "; "))
		}
		if i == 0 {
			first = reply
		}
		alike = alike && reply.State == first.State
	}
	return first, alike, nil
}

// council seats three stewards beside the founder, under lines that let payments be backed.
func (v *village) council(ctx context.Context) error {
	founder, pass := v.houses[0], node.Hidden(demoPassphrase)
	if err := v.members(ctx); err != nil {
		return err
	}
	policy := node.PolicyRequest{Propose: true, Line: demoLine, Fund: demoFund, Passphrase: pass}
	if _, err := askAt[node.EpochReply](ctx, founder, "policy", policy); err != nil {
		return err
	}
	v.tell("demo.policy", "line", v.typed(demoLine), "fund", v.typed(demoFund))
	if err := v.alike(ctx); err != nil {
		return err
	}
	began := time.Now()
	for _, h := range v.stewards() {
		if _, err := askAt[node.JoinReply](ctx, h, "steward join", node.JoinRequest{Name: h.name, Passphrase: pass}); err != nil {
			return err
		}
	}
	if err := until(ctx, "candidates in step", v.inStep(ctx), founder); err != nil {
		return err
	}
	v.tell("demo.join", "names", "Béa, Carl, Dora", "seconds", v.since(began))
	began = time.Now()
	seats := node.ProposeRequest{Seats: []string{"Béa", "Carl", "Dora"}, Passphrase: pass}
	if _, err := askAt[node.ProposeReply](ctx, founder, "steward propose", seats); err != nil {
		return err
	}
	votes := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Votes && s.Stewards == 4 && s.Reach == 4, err
	}
	if err := until(ctx, "four stewards who vote", votes, v.stewards()...); err != nil {
		return err
	}
	s, err := founder.status(ctx)
	return v.done(err, "demo.seated", "name", founder.name, "count", fmt.Sprint(s.Stewards), "needed", fmt.Sprint(s.Needed),
		"number", fmt.Sprint(s.Epoch), "seconds", v.since(began))
}

// inStep says whether all three newcomers may be seated.
func (v *village) inStep(ctx context.Context) func(*house) (bool, error) {
	return func(h *house) (bool, error) {
		council, err := askAt[node.StewardsReply](ctx, h, "steward list", node.StewardsRequest{})
		ready := 0
		for _, c := range council.Candidates {
			if !c.Serves && c.Lacks == "" {
				ready++
			}
		}
		return ready == 3, err
	}
}

// members opens the accounts of Nina, on Carl's machine, and Rémi, on his own, and attests who is a
// member of the web of trust.
func (v *village) members(ctx context.Context) (err error) {
	if v.address["Nina"], err = v.at("carl").account(ctx, "Nina"); err != nil {
		return err
	}
	if v.address["Rémi"], err = v.at("remi").account(ctx, "Rémi"); err != nil {
		return err
	}
	for _, name := range []string{"Les Paniers", "Marc", "Léa"} {
		reply, err := askAt[node.AccountShowReply](ctx, v.houses[0], "account show", node.AccountShowRequest{Account: name})
		if err != nil {
			return err
		}
		v.address[name] = reply.Account.String()
	}
	names := []string{"Léa", "Nina", "Rémi"}
	for _, name := range names {
		in := node.AttestMemberRequest{Account: v.address[name], Day: 1, FirstUD: 1, Name: name}
		if _, err := askAt[node.EntryReply](ctx, v.houses[0], "attest member", in); err != nil {
			return err
		}
	}
	v.tell("demo.members", "names", strings.Join(names, ", "))
	return nil
}

// trade is what four stewards are for: what people pay is final when three have signed.
func (v *village) trade(ctx context.Context) error {
	for _, p := range []struct{ to, amount string }{{"Nina", "20"}, {"Rémi", "7"}} {
		if err := v.final(ctx, v.houses[0], "Les Paniers", p.to, p.amount); err != nil {
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
