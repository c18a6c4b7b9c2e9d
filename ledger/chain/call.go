package chain

import (
	"encoding/hex"
	"fmt"
	"strings"

	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Runtime makes the bytes of calls; a duniter.Runtime is one.
type Runtime = *duniter.Runtime

// Remark is the text by which a batch is known on the chain: "foirail:", the market's id, the batch's
// number and the attempt.
func Remark(market entry.MarketID, batch entry.Topic) string {
	return fmt.Sprintf("foirail:%s:%d.%d", hex.EncodeToString(market[:]), batch.Number, batch.Attempt)
}

// RemarkOf is the market and the batch that a remark is of; false: it is no batch's.
func RemarkOf(text string) (market entry.MarketID, t entry.Topic, ok bool) {
	t.Kind = entry.TopicBatch
	rest, ours := strings.CutPrefix(text, "foirail:")
	id, batch, _ := strings.Cut(rest, ":")
	bytes, err := hex.DecodeString(id)
	if _, none := fmt.Sscanf(batch, "%d.%d", &t.Number, &t.Attempt); !ours || err != nil || none != nil {
		return market, t, false
	}
	copy(market[:], bytes)
	return market, t, Remark(market, t) == text
}

// Order is a batch as it is to be made into a call.
type Order struct {
	Market   entry.MarketID
	Topic    entry.Topic
	Standing Standing
	Payouts  []Payout // of a PayOut
}

// Call makes the exact bytes of a batch: all of it happens, or nothing.
//
//	open       add the marker of this batch · remark
//	pay        add the marker of this batch · remove that of the batch before · transfers · remark
//	hand over  remove the marker of the batch before · everything to the next vault · remark
//
// It returns duniter's errors when the runtime has no such calls.
func (o Order) Call(rt Runtime) (duniter.Call, error) {
	c := &calls{rt: rt}
	v, n := o.Standing.Vault, o.Topic.Number
	if o.Standing.Act != entry.HandOver {
		c.marker("add_proxy", v.Marker(n))
	}
	if o.Standing.Act != entry.OpenVault {
		c.marker("remove_proxy", v.Marker(o.Standing.Marker))
	}
	if o.Standing.Act == entry.HandOver {
		c.add("Balances", "transfer_all", o.Standing.all(v))
	}
	for _, p := range o.Payouts {
		c.add("Balances", "transfer_keep_alive", duniter.Fields{"dest": p.To, "value": uint64(p.Amount)})
	}
	c.add("System", "remark_with_event", duniter.Fields{"remark": Remark(o.Market, o.Topic)})
	if c.err != nil {
		return nil, c.err
	}
	return rt.Batch(c.list...)
}

// Sweep is the call by which the keys of a vault that is not the market's any more send after what still
// came to it.
func (st Standing) Sweep(rt Runtime, from Vault) (duniter.Call, error) {
	return rt.Call("Balances", "transfer_all", st.all(from))
}

// SweepSome is the same of a vault of one whose key serves on: its owner's account must keep what it takes to sign.
func (st Standing) SweepSome(rt Runtime, amount uint64) (duniter.Call, error) {
	return rt.Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": st.Home.Account, "value": amount})
}

// all says that everything goes from a vault to where the money belongs. The account of a vault of one stays
// in being: the chain would forget with it which of its numbers are used, and all that it ever signed could
// run again when money comes to it later.
func (st Standing) all(from Vault) duniter.Fields {
	return duniter.Fields{"dest": st.Home.Account, "keep_alive": from.Alone()}
}

// calls gathers calls, and the first error.
type calls struct {
	rt   Runtime
	list []duniter.Call
	err  error
}

func (c *calls) add(pallet, name string, args duniter.Fields) {
	if c.err != nil {
		return
	}
	call, err := c.rt.Call(pallet, name, args)
	c.list, c.err = append(c.list, call), err
}

// marker adds or removes a proxy that can do nothing, as nobody has its key.
func (c *calls) marker(name string, marker keys.Account) {
	c.add("Proxy", name, duniter.Fields{"delegate": marker, "proxy_type": duniter.Variant{Name: "CancelProxy"}, "delay": 0})
}
