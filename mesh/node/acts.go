package node

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// ActsFile keeps what vault keys have signed for the chain: the exact bytes, written whole before they are
// sent. Never a key.
const ActsFile = "acts.json"

// Limits of the file.
const (
	maxActs     = 64      // of which it is not certain what became of them, or which came last
	maxActsFile = 4 << 20 // bytes
)

// keptAct is one act in the file.
type keptAct struct {
	Decision string       `json:"decision"` // of the batch, in hexadecimal
	Sign     chain.Sign   `json:"sign"`
	Signer   keys.Account `json:"signer"`
	Nonce    uint32       `json:"nonce"`
	Born     uint32       `json:"born"`
	Bytes    []byte       `json:"bytes"`
	Hash     duniter.Hash `json:"hash"`
	Spec     uint32       `json:"spec,omitempty"` // of the runtime that it was signed for; older files do not say it
	Tx       uint32       `json:"tx,omitempty"`
	Landed   bool         `json:"landed,omitempty"` // it stands in a finalised block
	Gone     bool         `json:"gone,omitempty"`   // it can be in none any more
}

// act is what was kept, as the errand has it.
func (k keptAct) act() chain.Act {
	b, _ := hex.DecodeString(k.Decision)
	a := chain.Act{Sign: k.Sign, Signer: k.Signer, Nonce: k.Nonce, Born: k.Born, Bytes: k.Bytes, Hash: k.Hash, Spec: k.Spec, Tx: k.Tx}
	copy(a.Decision[:], b)
	return a
}

// acts reads the file. One that is damaged is not guessed at: what it held may still be sent.
func (c Config) acts() (list []keptAct, err error) {
	content, err := os.ReadFile(c.path(ActsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, problem(words.DiskFailed, err, "path", c.path(ActsFile))
	}
	if len(content) > maxActsFile {
		return nil, problem(words.Damaged, nil, "path", c.path(ActsFile))
	}
	if err := json.Unmarshal(content, &list); err != nil {
		return nil, problem(words.Damaged, err, "path", c.path(ActsFile))
	}
	return list, nil
}

// unsettled counts the acts of the file that stand in no final block yet, and still may.
func (c Config) unsettled() (count int, err error) {
	list, err := c.acts()
	for _, k := range list {
		if !k.Landed && !k.Gone {
			count++
		}
	}
	return count, err
}

// keepActs writes the file whole. Of those whose end is known the oldest are dropped when it is full.
func (c Config) keepActs(list []keptAct) error {
	for i := 0; len(list) > maxActs && i < len(list); {
		if list[i].Landed || list[i].Gone {
			list = append(list[:i:i], list[i+1:]...)
			continue
		}
		i++
	}
	content, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return ReplaceFile(c.path(ActsFile), content)
}

// keepAct adds an act to the file: it is on the disk, synced, when it returns.
func (c Config) keepAct(a chain.Act) error {
	list, err := c.acts()
	if err != nil {
		return err
	}
	decision := entry.Hash(a.Decision).String()
	return c.keepActs(append(list, keptAct{Decision: decision, Sign: a.Sign, Signer: a.Signer, Nonce: a.Nonce, Born: a.Born, Bytes: a.Bytes, Hash: a.Hash,
		Spec: a.Spec, Tx: a.Tx}))
}

// fates are the acts of the file, with those noted that stand in a finalised block by now, or can be in none
// any more; look.busy is held. overtaken says that a number of a key was used by something else.
func (n *Node) fates(ctx context.Context, s sight) (list []keptAct, overtaken *keptAct, err error) {
	if list, err = n.config.acts(); err != nil {
		return nil, nil, err
	}
	news := false
	for i := range list {
		k := &list[i]
		if k.Landed || k.Gone {
			continue
		}
		fate, err := n.fate(ctx, s, k.act())
		if err != nil {
			return nil, nil, err
		}
		k.Landed, k.Gone = fate == chain.Landed, fate == chain.Expired
		news = news || k.Landed || k.Gone
		if fate == chain.Overtaken {
			overtaken = k
		}
	}
	if news {
		err = n.config.keepActs(list)
	}
	return list, overtaken, err
}

// fate is what became of an act.
func (n *Node) fate(ctx context.Context, s sight, a chain.Act) (chain.Fate, error) {
	account, err := n.look.node.Account(ctx, s.Runtime, s.Head.Hash, a.Signer)
	if err != nil {
		return 0, err
	}
	found := false
	if account.Nonce > a.Nonce {
		if found, err = n.landed(ctx, s, a); err != nil {
			return 0, err
		}
	}
	fate := a.Fate(s.Head.Number, account.Nonce, found)
	if fate == chain.Pending && a.Outlived(s.Runtime) {
		return n.outlived(ctx, s, a)
	}
	return fate, nil
}

// outlived is what became of an act that the runtime after the head takes no more. Whatever the signer's number
// says, since an account that was emptied counts from 0 again: every block is read in which it may stand.
func (n *Node) outlived(ctx context.Context, s sight, a chain.Act) (chain.Fate, error) {
	found, err := n.searched(ctx, a, a.Born, s.Head.Number)
	if found {
		return chain.Landed, err
	}
	return chain.Expired, err
}

// landed says whether an act stands in a block: if so in the one that took its number. Nodes that do not keep
// old states are asked for all blocks in which it may be.
func (n *Node) landed(ctx context.Context, s sight, a chain.Act) (bool, error) {
	low, high, err := halve(a.Born, min(s.Head.Number, a.Born+chain.Period), func(height uint32) (bool, error) {
		hash, err := n.look.node.HashAt(ctx, height)
		if err != nil {
			return false, err
		}
		account, err := n.look.node.Account(ctx, s.Runtime, hash, a.Signer)
		return account.Nonce <= a.Nonce, err
	})
	if err != nil && !errors.Is(err, duniter.ErrPruned) {
		return false, err
	}
	return n.searched(ctx, a, low, high)
}

func (n *Node) searched(ctx context.Context, a chain.Act, low, high uint32) (bool, error) {
	b, _, err := n.look.node.Search(ctx, a.Hash, low, high)
	return b != nil, err
}

// sendAgain sends what was signed and is not in a block yet, the same bytes.
func (r *reading) sendAgain() error {
	list, overtaken, err := r.fates(r.ctx, r.sight)
	if err != nil {
		return err
	}
	if overtaken != nil {
		r.logger().Error("something else was signed with a vault key, elsewhere", "key", overtaken.Signer.String(), "number", overtaken.Nonce)
	}
	for _, k := range list {
		if k.Landed || k.Gone || overtaken != nil && k.Hash == overtaken.Hash {
			continue
		}
		var refused *duniter.NodeError
		err := r.look.node.Submit(r.ctx, duniter.Extrinsic{Bytes: k.Bytes, Hash: k.Hash})
		if errors.As(err, &refused) {
			r.logger().Debug("sent again", "hash", k.Hash.String(), "answer", refused.Message)
			err = nil // it may be in a block that is not final yet
		}
		if err != nil {
			return err
		}
	}
	return nil
}
