package sqlite

import (
	"database/sql"

	"foirail/ledger"
)

// row is what the store remembers of a chain's head row.
type row struct{ id, pos int64 }

// heads is the head rows that one Append moves. Ids are given in order, from 1.
type heads struct {
	old   map[ledger.Ref]*row
	moved map[ledger.Ref]*row
	fresh int64 // chains that begin in this Append
}

// extend moves the head of a record's chain to the record, and gives the chain's id and the
// position of the head before. A redemption has no chain.
func (h *heads) extend(r ledger.Record) (chain, prev int64) {
	if r.Seq == 0 {
		return 0, 0
	}
	head := h.moved[r.Ref]
	if head == nil {
		head = &row{}
		if old := h.old[r.Ref]; old != nil {
			*head = *old
		} else {
			h.fresh++
			head.id = int64(len(h.old)) + h.fresh
		}
		h.moved[r.Ref] = head
	}
	prev, head.pos = head.pos, r.Pos
	return head.id, prev
}

// write writes each head that has moved, once, in the order of the records.
func (h *heads) write(head, begin *sql.Stmt, records []ledger.Record) error {
	for _, r := range records {
		moved := h.moved[r.Ref]
		if r.Seq == 0 || moved.pos != r.Pos {
			continue
		}
		if moved.id > int64(len(h.old)) {
			if _, err := begin.Exec(moved.id, r.Ref.Market[:], r.Ref.Key[:]); err != nil {
				return err
			}
		}
		if _, err := head.Exec(moved.id, r.Seq, r.Pos); err != nil {
			return err
		}
	}
	return nil
}
