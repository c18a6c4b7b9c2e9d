package chain

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Vault is the account on the chain that holds the Ğ1 behind a market's money: a quorum of the vault
// keys of an epoch together, or with one steward his vault key alone.
type Vault struct {
	Account     keys.Account
	Threshold   int            // keys that must sign
	Signatories []keys.Account // the vault keys, ascending
}

// VaultOf is the vault of an epoch's seats. It returns duniter's ErrSignatories for seats that no
// market can have.
func VaultOf(seats []entry.Seated) (Vault, error) {
	v := Vault{Threshold: 2*((len(seats)-1)/3) + 1}
	for _, s := range seats {
		v.Signatories = append(v.Signatories, s.Vault)
	}
	slices.SortFunc(v.Signatories, func(a, b keys.Account) int { return bytes.Compare(a[:], b[:]) })
	if len(seats) == 1 {
		v.Account = seats[0].Vault
		return v, nil
	}
	account, err := duniter.MultisigAccount(uint16(v.Threshold), v.Signatories)
	v.Account = account
	return v, err
}

// Alone says whether one key is the whole vault.
func (v Vault) Alone() bool { return len(v.Signatories) == 1 }

// Has says whether a key is one of the vault's.
func (v Vault) Has(key keys.Account) bool { return slices.Contains(v.Signatories, key) }

// Marker is the account, without a key, that stands as the vault's proxy while a batch is the last that
// has run: SHA-256 of "Foirail marker\n", the vault's account and the batch's number in 4 bytes.
func (v Vault) Marker(batch uint32) keys.Account {
	b := append([]byte("Foirail marker\n"), v.Account[:]...)
	return sha256.Sum256(binary.BigEndian.AppendUint32(b, batch))
}

// multisig is the vault as one of its keys speaks for it.
func (v Vault) multisig(me keys.Account) duniter.Multisig {
	return duniter.Multisig{Threshold: uint16(v.Threshold), Signatories: v.Signatories, Me: me}
}

// Standing is where a market's vault stands, by the batches that have run.
type Standing struct {
	Act    entry.BatchAct // what the next batch has to do
	Vault  Vault          // that it acts on
	Marker uint32         // the last batch that ran on it; none while it is to be opened
	Home   Vault          // of the current stewards: where the money belongs
	Before []Vault        // of epochs before, the oldest first; what is in them still, or comes to them, is swept
}

// StandingOf is where a market's vault stands. It returns ledger.ErrMarket for a market that is not known.
func StandingOf(s *ledger.State, id entry.MarketID) (st Standing, err error) {
	m, known := s.Market(id)
	if !known {
		return st, ledger.ErrMarket
	}
	if st.Home, err = VaultOf(m.Stewards); err != nil {
		return st, err
	}
	open := false
	for _, b := range s.Batches(id) {
		if b.Receipt == nil {
			continue
		}
		switch st.Marker = b.Topic.Number; b.Value.Act {
		case entry.OpenVault:
			open = true
			st.Vault = ActsOn(s, id, b)
		case entry.HandOver:
			open = false
		}
	}
	switch {
	case !open:
		st.Act, st.Vault = entry.OpenVault, st.Home
	case st.Vault.Account != st.Home.Account:
		st.Act = entry.HandOver
	default:
		st.Act = entry.PayOut
	}
	st.Before = slices.DeleteFunc(Vaults(s, id), func(v Vault) bool { return v.Account == st.Vault.Account || v.Account == st.Home.Account })
	return st, nil
}

// ActsOn is the vault that a batch acts on: the one whose marker its call adds, or at a hand-over takes away. That need
// not be the vault of the epoch whose seat proposed it, as what was locked in one epoch is proposed again in the next. It
// is no vault where the call has none of their markers.
func ActsOn(s *ledger.State, id entry.MarketID, b ledger.Batch) Vault {
	for _, v := range Vaults(s, id) {
		if v.actedOn(b) {
			return v
		}
	}
	return Vault{}
}

// actedOn says whether a batch acts on a vault.
func (v Vault) actedOn(b ledger.Batch) bool {
	number := b.Topic.Number
	if b.Value.Act == entry.HandOver {
		number--
	}
	marker := v.Marker(number)
	return bytes.Contains(b.Value.Call, marker[:])
}

// IsVault says whether an account is a vault of a market, of any epoch, or of another whose keys have asked for it there:
// whoever names somebody's key for his own vault takes nothing from him.
func IsVault(s *ledger.State, market entry.MarketID, account keys.Account) bool {
	w := Watch(s, market)
	_, kin := w.Kin[account]
	return kin || w.Vaults[account]
}

// Vaults are all vaults of a market, of every epoch: what comes into one of them is the market's, and
// what comes out of one into another is no deposit.
func Vaults(s *ledger.State, id entry.MarketID) (list []Vault) {
	for epoch := uint32(1); s.Seats(id, epoch) != nil; epoch++ {
		v, err := VaultOf(s.Seats(id, epoch))
		if err == nil && !slices.ContainsFunc(list, func(old Vault) bool { return old.Account == v.Account }) {
			list = append(list, v)
		}
	}
	return list
}
