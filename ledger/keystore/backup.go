package keystore

import (
	"errors"
	"os"
	"path/filepath"
)

// BackupFiles lists what a backup takes from a keystore's directory: the locked file and the
// public list, those that are there. Voting keys are never among them: a machine restored from a
// backup must not sign with a key that went on signing after the backup was made.
func BackupFiles(dir string) ([]string, error) {
	var files []string
	for _, name := range []string{LockedFile, IndexFile} {
		path := filepath.Join(dir, name)
		_, err := os.Lstat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	return files, nil
}
