// Package coupons is money on paper: what stands on a coupon, how it is made from one seed, how
// the outside is checked by anybody, and how the inside is cashed once.
//
// A coupon is a serial of a series. A series is an entry of kind Issue; its hash names it. Three
// codes belong to a coupon, told apart by their length alone (KindOf):
//
//   - the public side, 154 characters in a QR code: series, serial, value, last epoch, a
//     commitment to the coupon's key, and the signature of the series key over all of it. Public
//     says whether paper is genuine, with no network. It cannot cash anything.
//   - the hidden side, 28 characters as a QR code and for typing: the Secret, 128 bits from which
//     the coupon's own key derives. Whoever knows it can make the Redeem.
//   - the lookup code, 12 characters for typing: series and serial. It asks a ledger for the
//     state of a coupon and proves nothing about the paper at hand.
//
// A Maker holds the seed of one series and makes its Issue, its public sides and its secrets. A
// seed serves one series, ever: who has the seed has the money. Everything here is a function of
// its arguments: no clock, no randomness, no file, and the same arguments give the same bytes.
//
// Secrets and makers do not print themselves, and no error of this room repeats what was read.
//
// The room does not know whether a coupon is active, cashed or expired: that is for the ledger.
// It draws nothing: that is for coupons/sheet. The node and the phone's engine call it. Values
// are in units of 0.01 Ğ1, serials run from 1, sizes are in bytes or in characters as said.
// SPEC.md beside this file draws every byte; testdata/vectors holds codes to accept and refuse.
package coupons

import (
	"fmt"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Series is what everybody knows of a series of coupons: its Issue and where it stands.
type Series struct {
	Community entry.Hash     // the community's id
	Market    entry.MarketID // home market, where its coupons are cashed
	Hash      entry.Hash     // hash of the Issue's entry, the series' name
	Issue     *entry.Issue   // with Keys, the coupons' keys by serial
}

// SeriesOf reads the series out of the entry that issued it. It returns ErrSeries for an entry
// of another kind.
func SeriesOf(e *entry.Entry) (Series, error) {
	issue, ok := e.Body.(*entry.Issue)
	if !ok {
		return Series{}, fmt.Errorf("%w: a %v issues no coupons", ErrSeries, e.Kind())
	}
	return Series{Community: e.Community, Market: e.Market, Hash: e.Hash(), Issue: issue}, nil
}

// Serial finds a coupon by its key, or returns 0 when the series has no such coupon. It looks
// through the whole key list.
func (s Series) Serial(key keys.Account) int {
	for i, k := range s.keys() {
		if k == key {
			return i + 1
		}
	}
	return 0
}

// Coupon names the coupon of a serial. It does not ask whether the series has that serial.
func (s Series) Coupon(serial int) Coupon {
	return Coupon{Community: s.Community, Market: s.Market, Series: s.Hash, Serial: serial}
}

// key is the key of a serial, and whether the series has it.
func (s Series) key(serial int) (keys.Account, bool) {
	list := s.keys()
	if serial < 1 || serial > len(list) {
		return keys.Account{}, false
	}
	return list[serial-1], true
}

// keys is the key list, empty when there is no Issue.
func (s Series) keys() []keys.Account {
	if s.Issue == nil {
		return nil
	}
	return s.Issue.Keys
}

// Coupon names one coupon and the place of its slot in the ledger.
type Coupon struct {
	Community entry.Hash
	Market    entry.MarketID // home market of the series
	Series    entry.Hash
	Serial    int
}

// Payee is an account in a market, to which a coupon is cashed.
type Payee struct {
	Market  entry.MarketID
	Account keys.Account
}

// Redeem makes the entry that moves the coupon's whole value to the payee, signed by the
// coupon's own key. The same arguments give the same bytes, so that cashing twice for one payee
// is no fork. It returns entry.ErrForm for a serial that no series has. Whether the secret opens
// this coupon is for the caller (Public.Opens, Series.Serial) and the ledger.
func Redeem(secret Secret, of Coupon, to Payee) (*entry.Entry, error) {
	key, err := secret.Key()
	if err != nil {
		return nil, err
	}
	e := &entry.Entry{
		Community: of.Community,
		Market:    of.Market,
		Author:    key.Account(),
		Seq:       1,
		Body:      &entry.Redeem{Series: of.Series, Serial: of.Serial, Market: to.Market, Account: to.Account},
	}
	if of.Serial < 1 || of.Serial > entry.MaxCoupons {
		return nil, fmt.Errorf("%w: no coupon has serial %d", entry.ErrForm, of.Serial)
	}
	if err := e.Sign(key); err != nil {
		return nil, err
	}
	return e, nil
}
