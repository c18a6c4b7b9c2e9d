package node

import (
	"context"
	"os"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// AccountNew adds a key to the keystore: new, or one that the person has.
func (n *Node) AccountNew(_ context.Context, in AccountNewRequest) (reply AccountReply, err error) {
	if strings.Contains(in.Name, "@") || in.Name == fundName { // it parts a payee's name from his market; the fund has it
		return reply, problem(words.BadName, nil, "name", in.Name)
	}
	item, err := n.readKey(in)
	if err != nil {
		return reply, err
	}
	defer item.Destroy()
	secret, err := item.Secret()
	if err != nil {
		return reply, err
	}
	if err = n.firstKeystore(in); err == nil && (HasKeystore(n.config) || n.steward() != nil) {
		err = n.edit(in.Passphrase, func(k *keystore.Keystore) error {
			if in.DryRun {
				return nil
			}
			return k.Add(item)
		})
	}
	if err != nil {
		return reply, problemNamed(err, item.Name)
	}
	return AccountReply{Account: secret.Account(), Name: item.Name, Use: string(item.Use), Curve: item.Curve.String()}, nil
}

// HasKeystore says whether a directory has keys of people. A follower has none before his first
// account.
func HasKeystore(config Config) bool {
	for _, name := range []string{keystore.LockedFile, keystore.IndexFile} {
		if _, err := os.Stat(config.path(name)); err == nil {
			return true
		}
	}
	return false
}

// firstKeystore makes the keystore of a machine that never had one. It never takes the place of one
// that is lost: then the list of its accounts is still there, or this is a steward's machine.
func (n *Node) firstKeystore(in AccountNewRequest) error {
	n.locked.Lock()
	defer n.locked.Unlock()
	if HasKeystore(n.config) || n.steward() != nil || in.DryRun {
		return nil
	}
	if len(in.Passphrase) == 0 {
		return problem(words.Locked, nil)
	}
	k, err := keystore.Create(n.config.Dir, in.Passphrase, keystore.Options{WorkFactor: n.config.WorkFactor})
	if err != nil {
		return n.told(err)
	}
	k.Close()
	return nil
}

// problemNamed adds the name that a sentence speaks of.
func problemNamed(err error, name string) error {
	if p, ok := err.(*Problem); ok {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args["name"], p.Args["account"] = name, name
	}
	return err
}

// readKey makes the keystore's item of a request.
func (n *Node) readKey(in AccountNewRequest) (item keystore.Item, err error) {
	curve := keys.Ed25519
	if in.Curve != "" {
		if curve, err = keys.ParseCurve(in.Curve); err != nil {
			return item, problem(words.Usage, err, "reason", in.Curve)
		}
	}
	if err := fits(in, curve); err != nil {
		return item, err
	}
	switch in.Kind {
	case "", "new":
		item, err = newWords(n.config, in.Name, keystore.UseAccount, curve)
	case "words":
		var phrase keystore.Phrase
		if phrase, err = keystore.ParsePhrase(string(in.Secret) + in.Path); err == nil {
			item, err = keystore.FromPhrase(phrase, curve)
		}
	case "identifier":
		item.Curve = keys.Ed25519
		item.Seed, err = keystore.FromIdentifier(in.Secret, in.Password)
	case "file":
		var form keystore.Form
		item.Curve = keys.Ed25519
		item.Seed, form, err = keystore.ReadKeyFile(in.Secret, in.Password)
		item.From = string(form)
	default:
		return item, problem(words.Usage, nil, "reason", in.Kind)
	}
	if item.From == "" {
		item.From = in.Kind
	}
	item.Name, item.Use, item.Created = in.Name, keystore.UseAccount, n.config.now().UTC().Truncate(1e9)
	return item, n.told(err)
}

// fits refuses what a kind of key does not have: another key than was asked for would come of it.
func fits(in AccountNewRequest, curve keys.Curve) error {
	if in.Path != "" && in.Kind != "words" {
		return problem(words.Usage, nil, "reason", "--path")
	}
	if curve != keys.Ed25519 && (in.Kind == "identifier" || in.Kind == "file") {
		return problem(words.Usage, nil, "reason", "--curve "+in.Curve)
	}
	return nil
}

// AccountList lists the accounts of this machine; seeds of series are not among them.
func (n *Node) AccountList(context.Context, AccountListRequest) ([]AccountReply, error) {
	replies := []AccountReply{}
	if !HasKeystore(n.config) {
		return replies, nil
	}
	list, err := keystore.ReadIndex(n.config.Dir)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if e.Use != keystore.UseSeries {
			replies = append(replies, AccountReply{e.Account, e.Name, string(e.Use), e.Curve.String()})
		}
	}
	return replies, nil
}

// AccountShow tells an account in every form that people use.
func (n *Node) AccountShow(_ context.Context, in AccountShowRequest) (reply AccountShowReply, err error) {
	if found, err := n.local(in.Account); err == nil {
		reply.AccountReply = AccountReply{found.Account, found.Name, string(found.Use), found.Curve.String()}
	} else if reply.Account, err = n.account(in.Account); err != nil {
		return reply, err
	}
	reply.V1 = reply.Account.V1()
	reply.Link = keys.Link{Account: reply.Account}.String()
	return reply, nil
}

// AccountExport gives a secret out, to whoever has the passphrase.
func (n *Node) AccountExport(_ context.Context, in AccountExportRequest) (AccountExportReply, error) {
	k, err := n.unlock(in.Passphrase)
	if err != nil {
		return AccountExportReply{}, err
	}
	defer k.Close()
	b, err := k.Export(in.Name, keystore.Form(in.Form), in.Password)
	return AccountExportReply{Secret: b}, problemNamed(n.told(err), in.Name)
}

// Passphrase changes the keystore's passphrase.
func (n *Node) Passphrase(_ context.Context, in PassphraseRequest) (DoneReply, error) {
	err := n.edit(in.Passphrase, func(k *keystore.Keystore) error { return k.ChangePassphrase(in.Next) })
	return DoneReply{Done: err == nil}, err
}

// Link binds a key of this machine to a member of this machine.
func (n *Node) Link(_ context.Context, in LinkRequest) (EntryReply, error) {
	key, err := n.secret(in.Key, in.Passphrase)
	if err != nil {
		return EntryReply{}, err
	}
	member, err := n.secret(in.From, in.Passphrase)
	if err != nil {
		return EntryReply{}, err
	}
	var community entry.Hash
	n.book.View(func(s *ledger.State) { community = s.Community() })
	proof, err := key.Sign(entry.LinkMessage(community, n.home, member.Account()))
	if err != nil {
		return EntryReply{}, err
	}
	return n.write(member, &entry.Link{Key: key.Account(), KeySignature: proof}, "", in.DryRun)
}
