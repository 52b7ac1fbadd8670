"""What may be known of notes: `facts` the record in words, `drafts` what is proposed from it, `notes` what was written,
`for_programs` the same in plain values.
"""
