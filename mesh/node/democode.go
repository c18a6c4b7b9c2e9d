package node

import (
	"context"

	"foirail/ledger/words"
)

// DemoCode is what the holder of a coupon reads when he opens it. The demo, which has no scissors,
// asks for it with the issuer's passphrase; nothing else does, and no verb gives it.
func (n *Node) DemoCode(_ context.Context, passphrase Hidden, series string, serial int) (Hidden, error) {
	x, err := n.series(series)
	if err != nil {
		return nil, err
	}
	if serial < 1 || serial > x.Issue.Coupons() {
		return nil, problem(words.BadRange, nil)
	}
	maker, err := n.maker(x.Issue, passphrase)
	if err != nil {
		return nil, n.told(err)
	}
	secret, err := maker.Secret(serial)
	if err != nil {
		return nil, err
	}
	return Hidden(secret.Text()), nil
}
