package sim

import (
	"foirail/ledger/entry"
)

// disk is what a node has written for good: entries in full form, in groups of which all or none
// is there.
type disk struct {
	records [][]byte
	groups  []int // how many records there are after each group
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
}
