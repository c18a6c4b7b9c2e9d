package entry

import (
	"bytes"

	"foirail/ledger/keys"
)

// Head is how far a chain goes: its last seq and that entry's hash; seq 0 is an empty chain.
type Head struct {
	Author keys.Account
	Seq    uint32
	Hash   Hash
}

func writeHeads(w *writer, list []Head) {
	w.uint(uint64(len(list)))
	for _, h := range list {
		w.account(h.Author)
		w.uint(uint64(h.Seq))
		if h.Seq > 0 {
			w.hash(h.Hash)
		}
	}
}

func readHeads(r *reader) []Head {
	var list []Head
	for range r.count(0, MaxStewards, keys.AccountSize+1) {
		h := Head{Author: r.account(), Seq: uint32(r.uint(0, MaxSeq))}
		if h.Seq > 0 {
			h.Hash = r.hash()
		}
		if n := len(list); n > 0 {
			r.check(bytes.Compare(list[n-1].Author[:], h.Author[:]) < 0, "heads out of order")
		}
		list = append(list, h)
	}
	return list
}
