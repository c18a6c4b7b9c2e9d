package node

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// A backup is a ZIP archive of the entries, the ids under which some of them were asked for, the
// locked keys and their names, what was printed, and which market is home. It never holds a voting key.
const (
	bundleFile = "entries.foirail"
	askedFile  = "asked.json"      // an entry's hash in hexadecimal by id
	baseFile   = "checkpoint.base" // of a book that does not have every entry
)

// What is in a backup is at most maxBackup bytes, and at most maxRatio times as much as the backup
// itself and some more: signatures cannot be packed, so one that unpacks to more is none of ours.
const (
	maxBackup = 1 << 30
	maxRatio  = 16
	maxExtra  = 1 << 20
)

// Backup gives this directory out, for another disk.
func (n *Node) Backup(ctx context.Context, _ BackupRequest) (reply BackupReply, err error) {
	bundle, err := n.everything()
	if err != nil {
		return reply, err
	}
	base, err := n.book.Base()
	if err != nil {
		return reply, err
	}
	names, err := keystore.BackupFiles(n.config.Dir)
	if err != nil {
		return reply, err
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	err = n.add(archive, bundleFile, bundle.Bundle)
	if err == nil {
		err = n.addAsked(archive)
	}
	if err == nil && base != nil {
		err = n.add(archive, baseFile, base.Bytes())
	}
	for _, name := range append(names, PrintedFile, PeersFile) {
		if err != nil {
			return reply, err
		}
		content, reading := os.ReadFile(n.config.path(filepath.Base(name)))
		if errors.Is(reading, fs.ErrNotExist) {
			continue
		}
		if err = reading; err == nil {
			err = n.add(archive, filepath.Base(name), content)
		}
	}
	if err == nil {
		err = archive.Close()
	}
	return BackupReply{Entries: bundle.Entries, Backup: out.Bytes()}, err
}

// addAsked adds the ids, so that what is asked for again on a restored machine is not done again.
func (n *Node) addAsked(archive *zip.Writer) error {
	asked := map[string]string{}
	for id, h := range n.book.Asked() {
		asked[id] = h.String()
	}
	content, err := json.Marshal(asked)
	if err == nil {
		err = n.add(archive, askedFile, content)
	}
	return err
}

// readAsked is the ids of a backup by the hash of their entry. One without the file has none.
func readAsked(content []byte) (map[string]string, error) {
	asked, ids := map[string]string{}, map[string]string{}
	if content == nil {
		return ids, nil
	}
	err := json.Unmarshal(content, &asked)
	for id, h := range asked {
		ids[h] = id
	}
	return ids, err
}

func (n *Node) add(archive *zip.Writer, name string, content []byte) error {
	w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: n.config.now().UTC().Truncate(time.Second)})
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}

// Restore makes a directory out of a backup. It must hold no ledger. The voting key is lost with
// the old machine, and what that one signed after the backup is not known here, so a lone
// steward's vault key names the next voting key; what turns up of the old chain still counts.
func Restore(_ context.Context, config Config, in RestoreRequest) (RestoreReply, error) {
	reply, err := restore(config, in)
	return reply, told(config, err)
}

func restore(config Config, in RestoreRequest) (reply RestoreReply, err error) {
	if _, err := os.Stat(config.path(LedgerFile)); err == nil {
		return reply, problem(words.AlreadyFounded, nil, "path", config.Dir)
	}
	files, err := unpack(in.Backup)
	if err != nil {
		return reply, problem(words.Damaged, err, "path", "backup")
	}
	entries, err := readBundle(files[bundleFile])
	if err != nil {
		return reply, problem(words.Damaged, err, "path", bundleFile)
	}
	base, community, err := backedUp(files[baseFile], entries)
	if err != nil {
		return reply, err
	}
	ids, err := readAsked(files[askedFile])
	if err != nil {
		return reply, problem(words.Damaged, err, "path", askedFile)
	}
	reply = RestoreReply{Community: community.String(), Entries: len(entries)}
	if err := unlike(config, files); err != nil || in.DryRun {
		return reply, err
	}
	vault, err := lay(config, files, in.Passphrase)
	if err != nil {
		return reply, err
	}
	state, err := loadBackup(community, base, entries)
	if err != nil {
		return reply, err
	}
	for _, m := range state.Markets() {
		if len(m.Stewards) != 1 || m.Stewards[0].Vault != vault.Account() {
			continue
		}
		named, voting, err := recovery(config, state, m, vault)
		if err != nil {
			return reply, err
		}
		entries = append(entries, named)
		reply.Epoch, reply.Steward, reply.Entries = m.Epoch+1, voting.Account(), len(entries)
	}
	return reply, createBookOn(config, community, base, ids, entries...)
}

// backedUp is the base of a backup, if it has one, and whose backup it is.
func backedUp(content []byte, entries []*entry.Entry) (base *ledger.Base, community entry.Hash, err error) {
	if content != nil {
		if base, err = ledger.ReadBase(content); err != nil || len(base.Proof) == 0 {
			return nil, community, problem(words.Damaged, err, "path", baseFile)
		}
		return base, base.Proof[0].Community, nil
	}
	if len(entries) == 0 {
		return nil, community, problem(words.Damaged, nil, "path", bundleFile)
	}
	return nil, entries[0].Community, nil
}

// loadBackup is the state of a backup.
func loadBackup(community entry.Hash, base *ledger.Base, entries []*entry.Entry) (*ledger.State, error) {
	if base == nil {
		return ledger.Load(community, entries), nil
	}
	s, err := base.Load(community, entries)
	return s, badBase(err)
}

// unlike refuses a directory that has other keys than the backup, or has printed otherwise: they
// may be newer, and are nowhere else. An interrupted restore of the same backup may go on.
func unlike(config Config, files map[string][]byte) error {
	for _, name := range []string{keystore.LockedFile, PrintedFile} {
		there, err := os.ReadFile(config.path(name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !bytes.Equal(there, files[name]) {
			return problem(words.FileExists, nil, "path", config.path(name))
		}
	}
	return nil
}

// lay puts the files of a backup into the directory and opens the vault key among them. When that
// fails, as with a wrong passphrase, they are taken away again.
func lay(config Config, files map[string][]byte, passphrase Hidden) (vault *keys.Secret, err error) {
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, err
	}
	var laid []string
	defer func() {
		for _, path := range laid {
			if err != nil {
				os.Remove(path)
			}
		}
	}()
	for _, name := range []string{keystore.LockedFile, keystore.IndexFile, PrintedFile, PeersFile} {
		path := config.path(name)
		content, kept := files[name]
		if _, missing := os.Lstat(path); !kept || missing == nil {
			continue
		}
		laid = append(laid, path)
		if err := ReplaceFile(path, content); err != nil {
			return nil, err
		}
	}
	return vaultKey(config, passphrase)
}

// recovery is the vault key's word that names the next voting key in the place of a lost one,
// and where the lost chain counts as closed.
func recovery(config Config, s *ledger.State, m ledger.Market, vault *keys.Secret) (*entry.Entry, *keys.Secret, error) {
	// A voting key that lies here has served before, or in an interrupted restore not at all.
	if err := forgetVoting(config.Dir, math.MaxUint32); err != nil {
		return nil, nil, err
	}
	voting, err := keystore.NewVoting(config.Dir, uint64(m.Epoch)+1, config.random())
	if err != nil {
		return nil, nil, err
	}
	seat := entry.Seated{Voting: voting.Account(), Vault: vault.Account()}
	topic, value, err := s.Recover(m.ID, []entry.Seated{seat}, []keys.Account{m.Stewards[0].Voting})
	if err != nil {
		return nil, nil, err
	}
	e := s.Next(ledger.Ref{Market: m.ID, Key: vault.Account()}, config.seconds())
	e.Body = &entry.Propose{Topic: topic, Value: value}
	return e, voting, e.Sign(vault)
}

// unpack reads the files of a backup that a node knows, and no others.
func unpack(backup []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(backup), int64(len(backup)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	room := min(maxBackup, maxRatio*int64(len(backup))+maxExtra)
	for _, f := range archive.File {
		switch f.Name {
		case bundleFile, askedFile, baseFile, keystore.LockedFile, keystore.IndexFile, PrintedFile, PeersFile:
		default:
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(r, room+1))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		if room -= int64(len(content)); room < 0 || files[f.Name] != nil {
			return nil, errBundle
		}
		files[f.Name] = content
	}
	return files, nil
}
