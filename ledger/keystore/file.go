package keystore

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// suffixNew is added to the name of a file while its next content is being written.
const suffixNew = ".new"

// readFile reads a whole regular file of at most MaxFile bytes. It returns ErrMissing or
// ErrDamaged, or what the disk says.
func readFile(path string) ([]byte, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readOpen(f)
}

// openFile opens a file for reading, or returns ErrMissing.
func openFile(path string) (*os.File, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), ErrMissing)
	}
	return f, err
}

// readOpen reads a file that is open, with the bounds of readFile.
func readOpen(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > MaxFile {
		return nil, fmt.Errorf("%s: %w", info.Name(), ErrDamaged)
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(b) > MaxFile {
		err = fmt.Errorf("%s: %w", info.Name(), ErrDamaged)
	}
	return b, err
}

// absent returns ErrExists if something has this name already.
func absent(path string) error {
	_, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = ErrExists
	}
	return fmt.Errorf("%s: %w", filepath.Base(path), err)
}

// writeFile replaces a file so that a crash at any step leaves the old one or the new one:
// write a new file beside it (mode 0600), sync it, rename it over, sync the directory. When it
// returns nil the content is on disk, as far as the disk keeps its word. step, if there is one,
// is called after each step with its name; an error from it stops everything there, as a crash
// would.
func writeFile(path string, content []byte, step func(string) error) error {
	if step == nil {
		step = func(string) error { return nil }
	}
	if len(content) > MaxFile {
		return ErrFull
	}
	next := path + suffixNew
	if err := os.Remove(next); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := writeNew(next, content, step); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	if err := step("rename"); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// writeNew writes and syncs a file that must not exist.
func writeNew(path string, content []byte, step func(string) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := step("create"); err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := step("write"); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return step("sync")
}

// syncDir makes a rename durable. Windows and the browser have no such call; there the file
// system's own journal must do.
func syncDir(dir string) error {
	if !unix() {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// unix says whether files have an owner's mode and directories can be synced.
func unix() bool {
	switch runtime.GOOS {
	case "windows", "js", "wasip1", "plan9":
		return false
	}
	return true
}
