package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"

	"foirail/ledger/chain"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// ChainFile says how far the chain was read. To read a block twice is harmless: a fact has one name, and a
// steward says it once. To skip one is not. So the file is written only when what was found up to there
// counts, and a file that is lost, or older than the book, costs time and nothing else.
const ChainFile = "chain.json"

// maxChainFile bounds it, in bytes.
const maxChainFile = 1 << 20

// chainMemory is what the file holds, of the home market.
type chainMemory struct {
	Market  string      `json:"market"` // id
	Begun   bool        `json:"begun"`
	From    uint32      `json:"from"`    // the block behind which reading began
	Batches []string    `json:"batches"` // the decisions that blocks have been read for, in hexadecimal
	Vaults  []vaultRead `json:"vaults"`
	Later   []heldOff   `json:"later,omitempty"` // what came from vaults that may be other markets'
	Kept    []vaultRead `json:"-"`               // as the disk has it

	Days  map[uint32]bool `json:"-"` // the dividends whose members were looked at
	Epoch uint32          `json:"-"` // in this epoch
}

// vaultRead says up to which block a vault was read, and what stood there: the same later says that
// nothing has happened between.
type vaultRead struct {
	Vault keys.Account `json:"vault"`
	Upto  uint32       `json:"upto"`
	Stood string       `json:"stood,omitempty"`

	Counted bool      `json:"counted,omitempty"` // of a vault of one: it is known what is its steward's own
	Own     chain.Own `json:"own,omitempty"`     // and that
}

// remember reads the file. Another market's, or one that cannot be read, is as none.
func (c Config) remember(market entry.MarketID) (*chainMemory, error) {
	m := &chainMemory{Market: market.String()}
	content, err := os.ReadFile(c.path(ChainFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, problem(words.DiskFailed, err, "path", c.path(ChainFile))
	}
	var read chainMemory
	if len(content) > maxChainFile || json.Unmarshal(content, &read) != nil || read.Market != m.Market {
		return m, nil
	}
	read.Kept = slices.Clone(read.Vaults)
	return &read, nil
}

// keepEvery is how many blocks may be read before the file is written again: some two hours, since to read
// them again costs little, and a card bears only so many writes.
const keepEvery = 1200

// keep writes the file, if it has something to say that is worth it: no block from one on is in it. Without
// findings that wait it is nil.
func (m *chainMemory) keep(c Config, before *uint32, now bool) error {
	out := *m
	out.Vaults = nil
	far := now
	for _, v := range m.Vaults {
		if before != nil && v.Upto >= *before {
			v.Upto, v.Stood = max(*before, 1)-1, ""
		}
		i := slices.IndexFunc(m.Kept, func(k vaultRead) bool { return k.Vault == v.Vault })
		far = far || i < 0 || v.Upto >= m.Kept[i].Upto+keepEvery || v.Upto < m.Kept[i].Upto
		out.Vaults = append(out.Vaults, v)
	}
	if !far {
		return nil
	}
	content, err := json.Marshal(out)
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(c.path(ChainFile)); err == nil && bytes.Equal(old, content) {
		return nil
	}
	if err := ReplaceFile(c.path(ChainFile), content); err != nil {
		return err
	}
	m.Kept = out.Vaults
	return nil
}

// of is how far a vault was read; one that is new begins where reading began.
func (m *chainMemory) of(vault keys.Account) *vaultRead {
	for i := range m.Vaults {
		if m.Vaults[i].Vault == vault {
			return &m.Vaults[i]
		}
	}
	m.Vaults = append(m.Vaults, vaultRead{Vault: vault, Upto: m.From})
	return &m.Vaults[len(m.Vaults)-1]
}

// rewind has every vault read again from behind a block.
func (m *chainMemory) rewind(to uint32) {
	for i := range m.Vaults {
		if v := &m.Vaults[i]; v.Upto > to {
			v.Upto, v.Stood = to, ""
		}
	}
}
