package node

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// bundleFile is the entries in a backup, which is a ZIP archive of them, the locked keys and
// their names, and what was printed. It never holds a voting key.
const bundleFile = "entries.foirail"

// maxBackup bounds a backup and each file in it, in bytes.
const maxBackup = 1 << 30

// Backup gives this directory out, for another disk.
func (n *Node) Backup(ctx context.Context, _ BackupRequest) (reply BackupReply, err error) {
	bundle, err := n.Bundle(ctx, BundleRequest{})
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
	for _, name := range append(names, PrintedFile) {
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
	if err != nil || len(entries) == 0 {
		return reply, problem(words.Damaged, err, "path", bundleFile)
	}
	reply = RestoreReply{Community: entries[0].Community.String(), Entries: len(entries)}
	if in.DryRun {
		return reply, nil
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return reply, err
	}
	for _, name := range []string{keystore.LockedFile, keystore.IndexFile, PrintedFile} {
		if content, there := files[name]; there {
			if err := writeFile(config.path(name), content); err != nil {
				return reply, err
			}
		}
	}
	vault, err := vaultKey(config, in.Passphrase)
	if err != nil {
		return reply, err
	}
	state := ledger.Load(entries[0].Community, entries)
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
	return reply, createBook(config, entries...)
}

// recovery is the vault key's word that names the next voting key in the place of a lost one,
// and where the lost chain counts as closed.
func recovery(config Config, s *ledger.State, m ledger.Market, vault *keys.Secret) (*entry.Entry, *keys.Secret, error) {
	voting, err := votingKey(config, m.Epoch+1)
	if err != nil {
		return nil, nil, err
	}
	lost := s.Next(ledger.Ref{Market: m.ID, Key: m.Stewards[0].Voting}, 0)
	e := s.Next(ledger.Ref{Market: m.ID, Key: vault.Account()}, config.seconds())
	e.Body = &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: m.Epoch + 1}, Value: &entry.NextEpoch{
		Seats:  []entry.Seated{{Voting: voting.Account(), Vault: vault.Account()}},
		Policy: m.Policy,
		Closed: []entry.Head{{Author: lost.Author, Seq: lost.Seq - 1, Hash: lost.Prev}},
	}}
	return e, voting, e.Sign(vault)
}

// unpack reads the files of a backup that a node knows, and no others.
func unpack(backup []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(backup), int64(len(backup)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range archive.File {
		switch f.Name {
		case bundleFile, keystore.LockedFile, keystore.IndexFile, PrintedFile:
		default:
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(r, maxBackup))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		files[f.Name] = content
	}
	return files, nil
}
