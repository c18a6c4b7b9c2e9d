package node

import (
	"context"

	"foirail/coupons"
	"foirail/ledger"
	"foirail/ledger/words"
)

// DemoCode is what the holder of a coupon reads when he opens it. The demo, which has no scissors,
// asks for it with the issuer's passphrase; nothing else does, and no verb gives it.
func (n *Node) DemoCode(_ context.Context, passphrase Hidden, series string, serial int) (Hidden, error) {
	_, maker, err := n.demoSheet(passphrase, series, serial)
	if err != nil {
		return nil, err
	}
	secret, err := maker.Secret(serial)
	if err != nil {
		return nil, err
	}
	return Hidden(secret.Text()), nil
}

// DemoOutside is what anybody's phone reads on the outside of a coupon. The demo has no camera.
func (n *Node) DemoOutside(_ context.Context, passphrase Hidden, series string, serial int) (string, error) {
	x, maker, err := n.demoSheet(passphrase, series, serial)
	if err != nil {
		return "", err
	}
	public, err := maker.Public(n.couponSeries(x), serial)
	if err != nil {
		return "", n.told(err)
	}
	return public.Text(), nil
}

// demoSheet is the series of a coupon and what its sheet is made from.
func (n *Node) demoSheet(passphrase Hidden, series string, serial int) (ledger.Series, *coupons.Maker, error) {
	x, err := n.series(series)
	if err != nil {
		return x, nil, err
	}
	if serial < 1 || serial > x.Issue.Coupons() {
		return x, nil, problem(words.BadRange, nil)
	}
	maker, err := n.maker(x.Issue, passphrase)
	return x, maker, n.told(err)
}
