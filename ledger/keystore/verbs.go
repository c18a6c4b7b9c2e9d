package keystore

import "fmt"

// Add keeps a new item; when it returns nil the item is on disk. It returns ErrName, ErrItem,
// ErrExists when the name, the same key for the same use, or the seed of that series is there
// already, ErrFull, ErrChanged, ErrIndex or ErrClosed, or what the disk says.
func (k *Keystore) Add(item Item) error {
	if err := item.check(); err != nil {
		return err
	}
	if err := item.checkPhrase(); err != nil {
		return err
	}
	item = item.copy()
	item.Created = item.Created.UTC().Truncate(second)
	return k.edit(func(items map[string]Item) error {
		if err := clash(items, item); err != nil {
			return err
		}
		items[item.Name] = item
		return nil
	})
}

// Get is the item of a name, or ErrUnknown. Its secrets are a copy: Destroy them after use.
func (k *Keystore) Get(name string) (Item, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	item, ok := k.items[name]
	if !ok {
		return Item{}, ErrUnknown
	}
	return item.copy(), nil
}

// List is the public side of every item, by name.
func (k *Keystore) List() []Entry {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.entries()
}

// Remove forgets an item for good: only another copy of the key brings it back. It returns
// ErrUnknown, and otherwise what Add returns. Old copies of the locked file, and blocks that the
// disk has not yet reused, still hold it, encrypted.
func (k *Keystore) Remove(name string) error {
	return k.edit(func(items map[string]Item) error {
		if _, ok := items[name]; !ok {
			return ErrUnknown
		}
		delete(items, name)
		return nil
	})
}

// ChangePassphrase locks the keystore with another passphrase. Copies made before still open
// with the old one. It returns ErrPassphrase for an empty or too long one, and what Add returns.
func (k *Keystore) ChangePassphrase(next []byte) error {
	if err := checkPassphrase(next); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.passphrase == nil {
		return ErrClosed
	}
	before := k.sum
	err := k.save(k.items, next)
	if k.sum != before { // on disk, whatever became of the list
		clear(k.passphrase)
		k.passphrase = append([]byte(nil), next...)
	}
	return err
}

// clash returns ErrExists when an item cannot stand beside those that are there.
func clash(items map[string]Item, item Item) error {
	if _, ok := items[item.Name]; ok {
		return fmt.Errorf("name %q: %w", item.Name, ErrExists)
	}
	for _, other := range items {
		if other.Use != item.Use {
			continue
		}
		if other.Curve == item.Curve && other.Seed.Equal(item.Seed) {
			return fmt.Errorf("this key, named %q: %w", other.Name, ErrExists)
		}
		if item.Use == UseSeries && other.Series == item.Series {
			return fmt.Errorf("seed of this series, named %q: %w", other.Name, ErrExists)
		}
	}
	return nil
}
