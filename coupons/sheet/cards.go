package sheet

import (
	"runtime"
	"sync"
	"sync/atomic"

	"foirail/coupons"
	"foirail/print/qr"
)

// card is what is peculiar to one coupon.
type card struct {
	serial int
	public qr.Code
	hidden qr.Code
	secret string // the hidden code's characters: the money itself
	lookup string
}

// batch is the cards of one sheet. Its maker closes ready when cards or err is there.
type batch struct {
	from, to int
	ready    chan struct{}
	cards    []card
	err      error
}

// production makes cards ahead of whoever draws them. The workers belong to it, and are gone
// when stop returns.
type production struct {
	sheets  []batch
	stopped atomic.Bool
	workers sync.WaitGroup
}

// makeCards starts to make the cards of all sheets, in their order, on all cores.
func makeCards(in Input) *production {
	p := &production{}
	for from := in.From; from <= in.To; from += PerSheet {
		p.sheets = append(p.sheets, batch{from: from, to: min(from+PerSheet-1, in.To), ready: make(chan struct{})})
	}
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		p.workers.Go(func() {
			for !p.stopped.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(p.sheets) {
					return
				}
				p.sheets[i].make(in)
			}
		})
	}
	return p
}

// wait returns the cards of one sheet when they are made.
func (p *production) wait(i int) ([]card, error) {
	b := &p.sheets[i]
	<-b.ready
	return b.cards, b.err
}

// stop ends the workers, each after the sheet at hand.
func (p *production) stop() {
	p.stopped.Store(true)
	p.workers.Wait()
}

// make makes the cards of a sheet.
func (b *batch) make(in Input) {
	defer close(b.ready)
	for serial := b.from; serial <= b.to; serial++ {
		c, err := makeCard(in, serial)
		if err != nil {
			b.err = err
			return
		}
		b.cards = append(b.cards, c)
	}
}

// makeCard derives, signs and encodes one coupon. The public code is encoded once: counterfoil
// and face show the same.
func makeCard(in Input, serial int) (card, error) {
	public, err := in.Maker.Public(in.Series, serial)
	if err != nil {
		return card{}, err
	}
	secret, err := in.Maker.Secret(serial)
	if err != nil {
		return card{}, err
	}
	c := card{serial: serial, secret: secret.Text(), lookup: coupons.LookupCode(in.Series.Hash, serial)}
	if c.public, err = qr.Encode(public.Text(), qr.Quartile); err != nil {
		return card{}, err
	}
	// An error here could speak of the text, which is the money.
	if c.hidden, err = qr.Encode(c.secret, qr.Quartile); err != nil {
		return card{}, errHidden
	}
	return c, nil
}
