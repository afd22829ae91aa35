// The facade's types come from the layers below it; a user of the engine imports the engine alone.
@_exported public import LedgerChannels
@_exported public import LedgerCore
@_exported public import LedgerFold
@_exported public import LedgerIndex
@_exported public import LedgerLog
@_exported public import LedgerProofs
@_exported public import LedgerReplay
@_exported public import LedgerRules
