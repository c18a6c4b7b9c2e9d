package ledger_test

import (
	"testing"

	"foirail/ledger"
	"foirail/ledger/ledgertest"
)

func TestMemorySuite(t *testing.T) {
	m := &ledger.Memory{}
	ledgertest.Store(t, func() (ledger.Store, error) { return m, nil })
}
