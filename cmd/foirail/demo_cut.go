package main

import (
	"context"
	"fmt"

	"foirail/mesh/node"
)

// demoFraud is what Rémi has, and pays twice, in Ğ1.
const demoFraud = "7"

// copyPlace is where the copy of Rémi's machine stands.
const copyPlace = "remi-copy"

// cut parts the village, two stewards on each side: nothing is final, and everybody is told so.
func (v *village) cut(ctx context.Context) error {
	v.act("demo.act.cut")
	v.roads.Cut("carl", "dora", copyPlace)
	v.tell("demo.cut", "left", "Ana, Béa", "right", "Carl, Dora")
	ana, carl := v.at("ana"), v.at("carl")
	if err := v.outOfReach(ctx, ana, carl); err != nil {
		return err
	}
	if err := v.waits(ctx, ana, "Léa", "Marc", "5", "backed"); err != nil {
		return err
	}
	v.tell("demo.because", "reason", v.word("level.backed.long"))
	if err := v.waits(ctx, ana, "Léa", "Marc", "5", "promised"); err != nil {
		return err
	}
	v.tell("demo.because", "reason", v.word("level.promised.long"))
	v.tell("demo.because", "reason", v.word("demo.beyond", "line", v.typed(demoLine), "amount", v.amount(typedUnits(demoLine)/demoStewards)))
	return v.waits(ctx, carl, "Nina", "Marc", "6", "backed")
}

// outOfReach waits until every steward's machine says that a quorum is out of reach, and tells it of
// some.
func (v *village) outOfReach(ctx context.Context, some ...*house) error {
	alone := func(h *house) (bool, error) {
		s, err := h.status(ctx)
		return !s.Quorum && s.Reach == demoStewards/2, err
	}
	if err := until(ctx, "a quorum out of reach", alone, v.stewards()...); err != nil {
		return err
	}
	for _, h := range some {
		s, err := h.status(ctx)
		if err != nil {
			return err
		}
		v.tell("demo.reach", "name", h.name, "reach", fmt.Sprint(s.Reach), "count", fmt.Sprint(s.Stewards), "needed", fmt.Sprint(s.Needed))
	}
	return nil
}

// waits pays on one side of the cut, and tells how far that comes: no farther, however long one waits.
func (v *village) waits(ctx context.Context, h *house, from, to, amount, want string) error {
	paid, err := h.pay(ctx, from, v.address[to], amount)
	if err != nil {
		return err
	}
	level, err := h.level(ctx, paid.Hash, want, demoPatience)
	if err == nil {
		level, err = h.level(ctx, paid.Hash, "final", demoInVain)
	}
	if err == nil && level != want {
		err = fmt.Errorf("%w: a payment that is %s, not %s", errTale, want, level)
	}
	return v.done(err, "demo.waits", "name", from, "to", to, "amount", v.typed(amount), "level", v.level(level))
}

// fraud has Rémi and a copy of his machine pay the same money, one on each side.
func (v *village) fraud(ctx context.Context) error {
	v.act("demo.act.fraud")
	remi := v.at("remi")
	has, err := askAt[node.BalanceReply](ctx, remi, "balance", node.BalanceRequest{Account: "Rémi"})
	if err != nil {
		return err
	}
	twin, err := v.twin(ctx, remi)
	if err != nil {
		return err
	}
	v.tell("demo.copy", "name", "Rémi", "amount", v.amount(has.Final))
	if err := v.waits(ctx, remi, "Rémi", "Léa", demoFraud, "backed"); err != nil {
		return err
	}
	if err := v.waits(ctx, twin, "Rémi", "Nina", demoFraud, "backed"); err != nil {
		return err
	}
	v.tell("demo.unseen")
	return nil
}

// twin copies a machine, key and all, while it is off, and starts both.
func (v *village) twin(ctx context.Context, h *house) (*house, error) {
	if err := h.away(); err != nil {
		return nil, err
	}
	if err := h.node.Close(); err != nil {
		return nil, err
	}
	h.node = nil
	twin := &house{name: v.word("demo.twin", "name", h.name), place: copyPlace}
	if err := copyHouse(v.configAt(h.place).Dir, v.configAt(twin.place).Dir); err != nil {
		return nil, err
	}
	if err := v.opens(ctx, h); err != nil {
		return nil, err
	}
	return twin, v.opens(ctx, twin)
}
