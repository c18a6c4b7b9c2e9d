package sim

import (
	"foirail/ledger"
	"foirail/ledger/entry"
)

// disk is what a node has written for good: entries in full form, in groups of which all or none
// is there.
type disk struct {
	records [][]byte
	groups  []int // how many records there are after each group

	base *ledger.Base          // what stands for entries that are not there; nil: nothing
	told map[entry.Hash][]byte // what it tells in full

	chain []keepsake // what it has of the chain, the newest last
}

// begin takes a base in the place of what it stands for.
func (d *disk) begin(base *ledger.Base) {
	d.base, d.told = base, map[entry.Hash][]byte{}
	list, err := ledger.SnapshotEntries(base.Snapshot)
	if err != nil {
		return // it was read before
	}
	for _, e := range list {
		d.told[e.Hash()] = e.Full()
	}
}

// prune lets go of what a base stands for. The watch learns where the others stand now.
func (d *disk) prune(base *ledger.Base, told *ledger.State, v *watch) {
	d.begin(base)
	var records [][]byte
	var order []entry.Hash
	for i, h := range v.order {
		if told.Holds(h) {
			v.at[h] = -1
			continue
		}
		v.at[h] = len(records)
		records, order = append(records, d.records[i]), append(order, h)
	}
	d.records, v.order, d.groups = records, order, []int{len(records)}
	for i := range d.chain {
		d.chain[i].groups = min(d.chain[i].groups, 1)
	}
}

// full is an entry in full form, or nil where only the base tells of it.
func (d *disk) full(h entry.Hash, v *watch) []byte {
	if at, held := v.at[h]; held && at >= 0 {
		return d.records[at]
	}
	return d.told[h]
}

// write adds a group.
func (d *disk) write(group []*entry.Entry) {
	for _, e := range group {
		d.records = append(d.records, e.Full())
	}
	d.groups = append(d.groups, len(d.records))
}

// read decodes everything, as a node does that starts.
func (d *disk) read() ([]*entry.Entry, error) {
	held := make([]*entry.Entry, 0, len(d.records))
	for _, full := range d.records {
		e, err := entry.Decode(full)
		if err != nil {
			return nil, err
		}
		held = append(held, e)
	}
	return held, nil
}

// rollBack forgets all groups but the first few: somebody has put an old copy in its place.
func (d *disk) rollBack(groups int) {
	d.groups = d.groups[:groups]
	d.records = d.records[:d.groups[groups-1]]
	for len(d.chain) > 0 && d.chain[len(d.chain)-1].groups > groups {
		d.chain = d.chain[:len(d.chain)-1]
	}
}
