package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"foirail/ledger"
)

// applicationID marks the file as a Foirail book: "Foir" in ASCII.
const applicationID = 0x466f6972

// The migrations, each named by the schema version that it makes.
//
//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the version of the schema that this program writes.
const Schema = 4

// migrate brings a file to Schema, one version at a time, each in a transaction of its own. It
// returns ErrNewerSchema for a file of a later program, and ErrDamaged for one that is no book.
func migrate(ctx context.Context, db *sql.DB) error {
	var version, application int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return told(err)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil {
		return told(err)
	}
	if version > Schema {
		return fmt.Errorf("%w: schema %d, this program knows %d", ledger.ErrNewerSchema, version, Schema)
	}
	if version > 0 && application != applicationID {
		return fmt.Errorf("%w: the file is no book", ledger.ErrDamaged)
	}
	for ; version < Schema; version++ {
		script, err := migrations.ReadFile(fmt.Sprintf("migrations/%04d.sql", version+1))
		if err != nil {
			return err
		}
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return told(err)
		}
		stamp := fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version+1, applicationID)
		if _, err := tx.ExecContext(ctx, string(script)+stamp); err != nil {
			return told(errorsJoin(err, tx.Rollback()))
		}
		if err := tx.Commit(); err != nil {
			return told(err)
		}
	}
	return nil
}
