package node

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// PeersFile keeps other nodes to meet.
const PeersFile = "peers.json"

// known is the content of PeersFile.
type known struct {
	Market string   `json:"market,omitempty"` // the id of the market that is home here
	Founds string   `json:"founds,omitempty"` // the name of a market that is being founded here
	Begin  string   `json:"begin,omitempty"`  // from where, while nothing is here: checkpoint, first; empty: as it suits
	Peers  []string `json:"peers"`            // addresses, as mesh/lan takes them
}

// peers reads PeersFile; one that is missing knows nobody.
func (c Config) peers() (k known, err error) {
	text, err := os.ReadFile(c.path(PeersFile))
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err == nil {
		if err = json.Unmarshal(text, &k); err != nil {
			return k, problem(words.Damaged, err, "path", c.path(PeersFile))
		}
	}
	return k, err
}

// followed is the market that was chosen as home; zero where none was.
func (c Config) followed() (id entry.MarketID, err error) {
	k, err := c.peers()
	if err != nil || k.Market == "" {
		return id, err
	}
	b, err := hex.DecodeString(k.Market)
	if err != nil || len(b) != entry.MarketSize {
		return id, problem(words.Damaged, err, "path", c.path(PeersFile))
	}
	return entry.MarketID(b), nil
}
