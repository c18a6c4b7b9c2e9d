package main

import (
	"context"
	"errors"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// demoSerial is the coupon that goes over the counter: one of 5 Ğ1.
const demoSerial = 21

// paperCodes are what stands on the paper of one coupon. The demo has neither camera nor
// scissors, so it asks the node that made the sheet; no verb would tell.
func (d *demoDay) paperCodes(ctx context.Context) (outside string, inside node.Hidden, err error) {
	n, ok := d.caller.(*node.Node)
	if !ok {
		return "", nil, errors.New("the demo runs in a process of its own")
	}
	if outside, err = n.DemoOutside(ctx, node.Hidden(demoPassphrase), d.series, demoSerial); err == nil {
		inside, err = n.DemoCode(ctx, node.Hidden(demoPassphrase), d.series, demoSerial)
	}
	return outside, inside, err
}

// counter is what happens at a stall: a coupon is checked and cashed.
func (d *demoDay) counter(ctx context.Context) error {
	outside, inside, err := d.paperCodes(ctx)
	if err != nil {
		return err
	}
	state, err := d.stateOf(ctx, outside)
	if err != nil {
		return err
	}
	d.tell("demo.check", "name", "Marc", "state", state)
	if err := d.refused(d.cash(ctx, []byte(outside)), words.PublicSideCannotCash, "demo.outside", "name", "Marc"); err != nil {
		return err
	}
	if err := d.refused(d.cash(ctx, swapped(inside)), words.BadCode, "demo.typo", "name", "Marc"); err != nil {
		return err
	}
	if err := d.cash(ctx, inside); err != nil {
		return err
	}
	d.tell("demo.redeem", "name", "Marc", "amount", d.amount(5_00))
	return nil
}

// refusals is what does not work: cashing twice, and a coupon that was altered.
func (d *demoDay) refusals(ctx context.Context) error {
	outside, inside, err := d.paperCodes(ctx)
	if err != nil {
		return err
	}
	if err := d.refused(d.cash(ctx, inside), words.AlreadyCashed, "demo.again"); err != nil {
		return err
	}
	state, err := d.stateOf(ctx, altered(outside))
	return d.done(err, "demo.forged", "state", state)
}

// cash brings a code to Marc's account.
func (d *demoDay) cash(ctx context.Context, code []byte) error {
	_, err := ask[[]node.RedeemReply](ctx, d.terminal, "coupon redeem", node.RedeemRequest{To: "Marc", Code: code})
	return err
}

// stateOf is the word for what the ledger says of an outside.
func (d *demoDay) stateOf(ctx context.Context, outside string) (string, error) {
	list, err := ask[[]node.CheckReply](ctx, d.terminal, "coupon check", node.CheckRequest{Code: []byte(outside)})
	if err != nil {
		return "", err
	}
	return d.word("state." + list[0].State), nil
}

// refused tells of a refusal, with the sentence that its code has. Anything else that happened
// is a fault.
func (d *demoDay) refused(err error, code words.Code, key string, args ...string) error {
	var p *node.Problem
	if !errors.As(err, &p) || p.Code != code {
		return errors.Join(errors.New("the demo expected "+string(code)), err)
	}
	d.tell(key, args...)
	d.tell("demo.because", "reason", d.sentence(p).What)
	return nil
}

// swapped is a code with two neighbours that differ in each other's place.
func swapped(code node.Hidden) []byte {
	typo := append([]byte(nil), code...)
	for i := 0; i+1 < len(typo); i++ {
		if a, b := typo[i], typo[i+1]; a != b && a != '-' && b != '-' {
			typo[i], typo[i+1] = b, a
			return typo
		}
	}
	return typo
}

// altered is an outside with one character changed, far enough in that it still names its series.
func altered(outside string) string {
	const place = 60
	b := []byte(outside)
	if b[place] == '7' {
		b[place] = '8'
	} else {
		b[place] = '7'
	}
	return string(b)
}
