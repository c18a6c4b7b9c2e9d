package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"foirail/ledger/words"
)

// readFile reads a file of so many bytes at the most.
func readFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, about(path, err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, about(path, err)
	}
	if int64(len(content)) > most {
		return nil, fail(words.Usage, "reason", fmt.Sprintf("%s: > %d B", path, most))
	}
	return content, nil
}

// newFile is a file that does not stand there yet: written beside under another name, synced,
// and only then called by its name. It never takes the place of another.
type newFile struct {
	path string
	f    *os.File
}

// createFile begins a new file for its owner only. It fails early, before anything is asked of
// the node, where the name is taken or the folder is closed.
func createFile(path string) (*newFile, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fail(words.FileExists, "path", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".") // mode 0600
	if err != nil {
		return nil, about(path, err)
	}
	return &newFile{path, f}, nil
}

// reserve begins a new file, in a dry run none.
func (t *terminal) reserve(path string) (*newFile, error) {
	if t.dryRun {
		if _, err := os.Lstat(path); err == nil {
			return nil, fail(words.FileExists, "path", path)
		}
		return nil, nil
	}
	return createFile(path)
}

// keep writes the content and gives the file its name.
func (n *newFile) keep(content []byte) error {
	if n == nil {
		return nil // a dry run
	}
	_, err := n.f.Write(content)
	if err == nil {
		err = n.f.Sync()
	}
	if err = errors.Join(err, n.f.Close()); err == nil {
		err = name(n.f.Name(), n.path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(n.path))
	}
	return about(n.path, err)
}

// name gives a file its name unless that is taken; a file system without hard links has no such
// step in one.
func name(beside, path string) error {
	err := os.Link(beside, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, there := os.Lstat(path); there == nil {
		return fs.ErrExist
	}
	return os.Rename(beside, path)
}

// drop removes what was written beside; it is harmless after keep.
func (n *newFile) drop() {
	if n == nil {
		return
	}
	n.f.Close()
	os.Remove(n.f.Name())
}

// syncFolder makes a new name durable, where the system knows such a thing.
func syncFolder(path string) error {
	if os.PathSeparator != '/' {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
