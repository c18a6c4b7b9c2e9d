package chain

import (
	"fmt"
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// ReadOperation reads an item of Multisig.Multisigs; nil where nothing is open.
func ReadOperation(item any) (*Operation, error) {
	if item == nil {
		return nil, nil
	}
	f, _ := item.(duniter.Fields)
	when, _ := f["when"].(duniter.Fields)
	height, ok := when["height"].(uint64)
	index, also := when["index"].(uint64)
	opener, known := f["depositor"].(keys.Account)
	list, listed := f["approvals"].([]any)
	if !ok || !also || !known || !listed {
		return nil, fmt.Errorf("%w: an open call of a vault", duniter.ErrForm)
	}
	op := &Operation{At: duniter.Timepoint{Height: uint32(height), Index: uint32(index)}, Opener: opener}
	for _, v := range list {
		if a, ok := v.(keys.Account); ok {
			op.Approvals = append(op.Approvals, a)
		}
	}
	return op, nil
}

// Ran says whether a batch has run, by the markers that the vault has on the chain: the one of the batch or
// of a later one stands, up to the highest number that was decided; of a hand-over, that of the batch
// before is gone. An opening, which comes first on its vault, has run when any stands.
func Ran(v Vault, act entry.BatchAct, batch, highest uint32, markers []keys.Account) bool {
	if act == entry.HandOver {
		return len(markers) == 0
	}
	for n := batch; n <= highest; n++ {
		if slices.Contains(markers, v.Marker(n)) {
			return true
		}
	}
	return false
}

// ReadMarkers reads an item of Proxy.Proxies: the accounts that stand as proxies.
func ReadMarkers(item any) (list []keys.Account, err error) {
	pair, ok := item.([]any)
	if !ok || len(pair) != 2 {
		return nil, fmt.Errorf("%w: the proxies of a vault", duniter.ErrForm)
	}
	proxies, ok := pair[0].([]any)
	if !ok {
		return nil, fmt.Errorf("%w: the proxies of a vault", duniter.ErrForm)
	}
	for _, p := range proxies {
		f, _ := p.(duniter.Fields)
		if a, ok := f["delegate"].(keys.Account); ok {
			list = append(list, a)
		}
	}
	return list, nil
}
