package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"foirail/mesh/node"
)

// The lines of the demo's market, in Ğ1. With four stewards each may back a quarter of them.
const (
	demoLine = "30"
	demoFund = "120"
)

// newcomers are the three who become stewards beside the founder.
var newcomers = []string{"Béa", "Carl", "Dora"}

// arrive brings the machines of three who are to be stewards, and of Rémi.
func (v *village) arrive(ctx context.Context) error {
	v.act("demo.act.village")
	v.tell("demo.haste", "count", fmt.Sprint(node.DemoHaste))
	return v.follow(ctx, &house{name: "Béa", place: "bea"}, &house{name: "Carl", place: "carl"}, &house{name: "Dora", place: "dora"}, &house{name: "Rémi", place: "remi"})
}

// follow lets more machines follow the community by the founder's code.
func (v *village) follow(ctx context.Context, more ...*house) error {
	began := time.Now()
	code, err := v.code(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, h := range more {
		if _, err := node.Join(ctx, v.configAt(h.place), node.PeerAddRequest{Peer: code}); err != nil {
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
	s, err := v.founder().status(ctx)
	return v.done(err, "demo.arrive", "names", strings.Join(names, ", "), "count", fmt.Sprint(s.Entries),
		"bytes", v.bytes(v.roads.Carried()), "seconds", v.since(began))
}

// code is what the founder's machine shows to those who want to follow, once it runs.
func (v *village) code(ctx context.Context) (string, error) {
	running := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Running, err
	}
	if err := until(ctx, "its start", running, v.founder()); err != nil {
		return "", err
	}
	reply, err := askAt[node.PeerShowReply](ctx, v.founder(), "peer show", node.PeerShowRequest{})
	return reply.Code, err
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
		reply, err := askAt[node.AccountShowReply](ctx, v.founder(), "account show", node.AccountShowRequest{Account: name})
		if err != nil {
			return err
		}
		v.address[name] = reply.Account.String()
	}
	names := []string{"Léa", "Nina", "Rémi"}
	for _, name := range names {
		in := node.AttestMemberRequest{Account: v.address[name], Day: 1, FirstUD: 1, Name: name}
		if _, err := askAt[node.EntryReply](ctx, v.founder(), "attest member", in); err != nil {
			return err
		}
	}
	v.tell("demo.members", "names", strings.Join(names, ", "))
	return nil
}

// lines sets the lines of the market.
func (v *village) lines(ctx context.Context) error {
	lines := node.PolicyRequest{Propose: true, Line: demoLine, Fund: demoFund, Passphrase: node.Hidden(demoPassphrase)}
	if _, err := askAt[node.EpochReply](ctx, v.founder(), "policy", lines); err != nil {
		return err
	}
	v.tell("demo.policy", "line", v.typed(demoLine), "fund", v.typed(demoFund))
	return nil
}

// join has all four ask for a seat in the next epoch.
func (v *village) join(ctx context.Context) error {
	if err := v.alike(ctx); err != nil {
		return err
	}
	began := time.Now()
	for _, h := range v.stewards() {
		in := node.JoinRequest{Name: h.name, Passphrase: node.Hidden(demoPassphrase)}
		if _, err := askAt[node.JoinReply](ctx, h, "steward join", in); err != nil {
			return err
		}
	}
	inStep := func(h *house) (bool, error) {
		council, err := askAt[node.StewardsReply](ctx, h, "steward list", node.StewardsRequest{})
		ready := 0
		for _, c := range council.Candidates {
			if c.Lacks == "" {
				ready++
			}
		}
		return ready == demoStewards, err
	}
	err := until(ctx, "candidates in step", inStep, v.founder())
	return v.done(err, "demo.join", "names", strings.Join(newcomers, ", "), "seconds", v.since(began))
}

// seat has the founder, who is alone still, decide that all four serve.
func (v *village) seat(ctx context.Context) error {
	began := time.Now()
	in := node.ProposeRequest{Seats: newcomers, Passphrase: node.Hidden(demoPassphrase)}
	if _, err := askAt[node.ProposeReply](ctx, v.founder(), "steward propose", in); err != nil {
		return err
	}
	votes := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return s.Votes && s.Stewards == demoStewards && s.Reach == demoStewards, err
	}
	if err := until(ctx, "four stewards who vote", votes, v.stewards()...); err != nil {
		return err
	}
	s, err := v.founder().status(ctx)
	return v.done(err, "demo.seated", "name", v.founder().name, "count", fmt.Sprint(s.Stewards), "needed", fmt.Sprint(s.Needed),
		"number", fmt.Sprint(s.Epoch), "seconds", v.since(began))
}
